export { writeAtomically } from './atomic-file.ts';
export { type Experiment, commandOf, differences, experiments } from './command.ts';
export { distill, trainLanguageModel } from './distill.ts';
export {
  type DistillationExperiment,
  type TextExperiment,
  checkTextExperiment,
  distillationExperiment,
  isDistillation,
} from './distillation-experiment.ts';
export { type EvaluationHooks, evaluateLanguageModel, evaluateNar, readEvaluation } from './evaluate.ts';
export {
  type LanguageExperiment,
  type NarExperiment,
  type PretrainingExperiment,
  checkExperiment,
  experimentName,
  languageExperiment,
  narExperiment,
  override,
  pretrainingExperiment,
} from './experiment.ts';
export { type TrainedLanguageModel, finetune } from './finetune.ts';
export { type FreshLearner, freshLearner } from './fresh-learner.ts';
export { dataFolder, projectFolder } from './folders.ts';
export { type Plan, planOf } from './plan.ts';
export { type Prediction, readPredictions } from './predictions.ts';
export { type Models, type Preset, type PresetName, presetNamed, presets } from './presets.ts';
export { type PretrainedLanguageModel, pretrainLanguageModel } from './pretrain-language-model.ts';
export { type TrainedNar, pretrainNar } from './pretrain-nar.ts';
export {
  type Progress,
  type ProgressState,
  describeProgress,
  duration,
  terminalNotice,
  terminalProgress,
} from './progress.ts';
export type { ResultRow } from '../metric/index.ts';
export { readRows, writeRows } from './results.ts';
export { publishRun } from './publish.ts';
export {
  type Manifest,
  type MetricLine,
  type Run,
  findRun,
  listRuns,
  readManifest,
  readMetrics,
  runName,
} from './run.ts';
export { type Holder, RunBusyError, holderOf } from './run-lock.ts';
export type { TrainingHooks } from './train.ts';
export { type Variant, applyVariant, variantNamed, variantOf, variants } from './variants.ts';
export { type Scores, groupScores } from './validation.ts';
