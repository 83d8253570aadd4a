export { distill, trainLanguageModel } from './distill.ts';
export { type EvaluationHooks, evaluateLanguageModel, evaluateNar, readEvaluation } from './evaluate.ts';
export { type TrainedLanguageModel, finetune } from './train-on-text.ts';
export { type FreshLearner, freshLearner } from './fresh-learner.ts';
export { type Plan, planOf } from './plan.ts';
export { type PretrainedLanguageModel, pretrainLanguageModel } from './pretrain-language-model.ts';
export { type TrainedNar, pretrainNar } from './pretrain-nar.ts';
export {
  type Progress,
  type ProgressState,
  describeProgress,
  duration,
  terminalNotice,
  terminalProgress,
} from './loop/progress.ts';
export type { TrainingHooks } from './loop/train.ts';
export { type Scores, groupScores } from './loop/validation.ts';
export { attemptRecord, readRecords, writeRecord } from './record.ts';
