export { adamStep, type AdamOptions, type AdamSlot } from './adam.ts';
export { causalAttention, crossAttention } from './attention.ts';
export { softmaxCrossEntropy } from './cross-entropy.ts';
export { KeyValueCache } from './key-value-cache.ts';
export { linear, type Activation } from './linear.ts';
export { maxMessages, type LinearWeights, type MaxMessagesInputs } from './messages.ts';
export { layerNorm, rmsNorm } from './norm.ts';
export { rotary, type RotaryOptions } from './rotary.ts';
export { tripletMax, type TripletInputs } from './triplets.ts';
