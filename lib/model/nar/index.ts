export { type NarConfig, narConfig, referenceNarConfig } from './config.ts';
export { type Logits, type MemoryState, type Predictions, memoryWidths } from './inference.ts';
export { Nar } from './nar.ts';
export { type ProcessorKind, type ProcessorName, processorKinds, processorNames } from './processor-kinds.ts';
export { type Processor, type ProcessorInputs, processor } from './processor.ts';
export { type Chunk, type Losses, chunksOf } from './training-loss.ts';
