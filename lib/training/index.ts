/**
 * What is learned: reasoners, language models, students; and how they are scored.
 *
 * @module
 */
export { type Course, type Pupil, courseOn, largestDifference, smallPupils } from './agreement.ts';
export {
  type ClrsProblems,
  type ForeignReasoner,
  exportToClrs,
  importFromClrs,
  scoreOnClrs,
} from './clrs-exchange.ts';
export { type EvaluationHooks, evaluateLanguageModel } from './evaluate.ts';
export { evaluateNar } from './evaluate-nar.ts';
export { distill, pretrainLanguageModel, pretrainNar, trainLanguageModel, trainOnText } from './faces.ts';
export { type FreshLearner, freshLearner } from './fresh-learner.ts';
export { type Plan, planOf } from './plan.ts';
export { loadTrained, trainExperiment } from './train-experiment.ts';
export type {
  PretrainedLanguageModel,
  Trained,
  TrainedBy,
  TrainedLanguageModel,
  TrainedNar,
} from './trained.ts';
export {
  type Progress,
  type ProgressState,
  describeProgress,
  duration,
  terminalNotice,
  terminalProgress,
} from './loop/progress.ts';
export type { TrainingHooks } from './loop/train.ts';
export type { Scores } from './loop/validation.ts';
export { attemptRecord } from './record.ts';
