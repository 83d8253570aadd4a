export { type Summary, aggregate, summarize } from './aggregate.ts';
export {
  type Evaluation,
  type EvaluationPool,
  type HintEvaluation,
  evaluate,
  evaluateHints,
  evaluationPool,
} from './evaluate.ts';
export { grouped } from './grouped.ts';
export { mean } from './mean.ts';
export { type ResultRow, parseResultRow, resultRow } from './result-row.ts';
export { type TextScores, sameNumber, textScores } from './text-scores.ts';
