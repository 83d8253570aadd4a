/**
 * The models: the reasoner, the language model, the two together; their parameters, losses, sizes and activations.
 *
 * @module
 */
export type { Initializer } from './initializers.ts';
export {
  type BatchPlan,
  type Example as LanguageExample,
  type HuggingFaceTokenizerOptions,
  type Mixture,
  type PositionScheme,
  type SampleGroup,
  type TokenBatch,
  type TokenBatchOptions,
  batchPlan,
  drawPositions,
  encodeExample,
  huggingFaceTokenizer,
  positionLimit,
  positionScheme,
  schemeAt,
  tokenBatch,
  windowsAt,
} from './language-data/index.ts';
export { type Memory, type MemoryWidths, disposeMemory } from './memory.ts';
export * from './nar/index.ts';
export { Parameters, sizeOf } from './parameters.ts';
export * from './transformer/index.ts';
export * from './transnar/index.ts';
export { type Patcher, type Watcher, patchable, patching, watch, watching } from './watch.ts';
