export { answerBudget } from './answer-budget.ts';
export { type Example, encodeExample, windowsAt } from './example.ts';
export { type HuggingFaceTokenizerOptions, huggingFaceTokenizer } from './hugging-face-tokenizer.ts';
export { type BatchPlan, type Cell, type Mixture, type SampleGroup, batchPlan } from './mixture.ts';
export { type PositionScheme, drawPositions, positionScheme, schemeAt } from './positions.ts';
export { type TokenBatch, type TokenBatchOptions, tokenBatch } from './token-batch.ts';
