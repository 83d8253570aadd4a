/** The operations that models are built from, beyond those of tfjs. */
export { adamStep } from './adam.ts';
export { attendFrom, causalAttention, crossAttention } from './attention.ts';
export { attentionWeights, biasedAttention, type AttentionTerms } from './biased-attention.ts';
export { softmaxCrossEntropy } from './cross-entropy.ts';
export { withGradient, type ValueAndGradient } from './custom-gradient.ts';
export { KeyValueCache } from './key-value-cache.ts';
export { feedForward, linear } from './linear.ts';
export { addPairs, scaleAll, squareSums } from './lists.ts';
export { evenMax } from './max.ts';
export { maxDot } from './max-dot.ts';
export { maxMessages } from './messages.ts';
export { layerNorm, rmsNorm } from './norm.ts';
export { orthogonalise } from './orthogonalise.ts';
export { peakFlops, productFlops } from './product-flops.ts';
export { setProductPrecision, withProductPrecision } from './product-precision.ts';
export { rotary, type RotaryOptions } from './rotary.ts';
export { scatterAdd } from './scatter-add.ts';
export { tripletMax } from './triplets.ts';
