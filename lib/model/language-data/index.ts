/** What a language model learns from: examples, batches and mixtures of them, and positions. */
export { answerBudget } from './answer-budget.ts';
export { type Example, encodeExample, windowsAt } from './example.ts';
export { type HuggingFaceTokenizerOptions, huggingFaceTokenizer } from './hugging-face-tokenizer.ts';
export { type BatchPlan, type Cell, type Mixture, type SampleGroup, batchPlan } from './mixture.ts';
export {
  type PositionScheme,
  drawPositions,
  positionLimit,
  positionScheme,
  schemeAt,
} from './positions/index.ts';
export { type TokenBatch, type TokenBatchOptions, partsOf, tokenBatch } from './token-batch.ts';
