/** The reasoner: what the rest of the library may know of it. */
export { type NarConfig, narConfig } from './config.ts';
export type { Logits, MemoryState, Predictions } from './inference.ts';
export { Nar } from './nar.ts';
export { referenceNarConfig } from './presets.ts';
export {
  type Advanced,
  type Processor,
  type ProcessorInputs,
  type ProcessorKind,
} from './processors/contract.ts';
export { type ProcessorName, processor, processorKinds, processorNames } from './processors/registry.ts';
export { type TripletPart, tripletParts } from './processors/triplets.ts';
export { type Chunk, type Losses, chunksOf } from './training-loss.ts';
