/**
 * Figures: pure functions from rows, answers and trajectories to Vega-Lite specs and HTML; specs to images.
 *
 * @module
 */
export { besideReasoner, whoIsRight } from './answers/beside-reasoner.ts';
export { failureKinds } from './answers/failure-kinds.ts';
export { indexErrorHistogram } from './answers/index-errors.ts';
export { predictedAgainstTrueLength } from './answers/lengths.ts';
export type { AnswersBySeries } from './answers/answers-by-series.ts';
export { wrongByPosition } from './answers/wrong-by-position.ts';
export { type AttentionFigureOptions, attentionToGraph } from './attention.ts';
export { type AblationOptions, ablation } from './ablation.ts';
export { type VariantScoresOptions, variantScores } from './variant-scores.ts';
export { answerOutcomes } from './answer-outcomes.ts';
export { type Fold, htmlFolds } from './folds.ts';
export { gatesByLayer } from './gates.ts';
export { headEffectsFigure } from './head-effects.ts';
export { graphBesideText } from './graph-beside-text.ts';
export { type NarScoreOptions, narScoreBySize } from './nar-score-by-size.ts';
export { type LookedAt, learningCurves } from './learning-curves.ts';
export { type PairedDifferencesOptions, pairedDifferencesFigure } from './paired-differences.ts';
export { type PaperComparisonOptions, algorithmComparison, familyComparison } from './paper-comparison.ts';
export { type Measurement, ranges } from './ranges.ts';
export { processorDiagram } from './processor-diagram.ts';
export type { ProgressingRun } from './progress-points.ts';
export { recordsFigure } from './records.ts';
export { figurePng, renderPng, renderSvg } from './render.ts';
export { type ScoreBySizeOptions, scoreBySize } from './score-by-size.ts';
export { smoothed } from './smoothing.ts';
export { type TableRow, htmlTable, markdownTable } from './table.ts';
export { type LossPoint, type TrainingCurvesOptions, trainingCurves } from './training-curves.ts';
export { type TrainingProgressOptions, trainingProgress } from './training-progress.ts';
export { type TrajectoryFigureOptions, trajectoryFigure } from './trajectory.ts';
export { tripletFigure } from './triplet-messages.ts';
export { validationCurves } from './validation-curves.ts';
