/**
 * Scores: of outputs and hints as CLRS-30 takes them, of answer texts, and many of them as one with its spread.
 *
 * @module
 */
export { type Summary, aggregate, summarize } from './aggregate.ts';
export {
  type AnswerTexts,
  type AnsweredText,
  type Elements,
  readAnswer,
  sameNumber,
} from './answered-text.ts';
export {
  type Evaluation,
  type EvaluationPool,
  type HintEvaluation,
  evaluate,
  evaluateHints,
  evaluationPool,
} from './evaluate.ts';
export { grouped } from './grouped.ts';
export { type Piece, markedPrediction } from './marked-answer.ts';
export { mean } from './mean.ts';
export { type ResultRow, initialisationNames, parseResultRow, resultRow } from './result-row.ts';
export { type Metric, type TextMetric, byMetric, metricNames, textMetrics } from './text-metrics.ts';
export { type TextScores, textScores } from './text-scores.ts';
export { validOutputs } from './valid-outputs.ts';
