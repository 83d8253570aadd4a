/**
 * Experiments as data, and the rule by which their runs are found. Trains nothing.
 *
 * @module
 */
export { type ExperimentName, commandOf, differences, experiments, shippedAs } from './command.ts';
export {
  type DistillationExperiment,
  type TextExperiment,
  distillationExperiment,
  isDistillation,
} from './distillation-experiment.ts';
export { checkExperiment } from './check-experiment.ts';
export { type LanguageExperiment, languageExperiment } from './language-experiment.ts';
export { type NarExperiment, narExperiment } from './nar-experiment.ts';
export { type PretrainingExperiment, pretrainingExperiment } from './pretraining-experiment.ts';
export { experimentName } from './shared-fields.ts';
export { type FieldDifference, describeDifferences, fieldDifferences } from './field-differences.ts';
export { type ContentOf, contentsOf } from './identity.ts';
export {
  type Experiment,
  type ExperimentOf,
  type KindName,
  checkAnyExperiment,
  checkTextExperiment,
  kindOf,
  prerequisitesOf,
} from './kinds.ts';
export { listRuns, properName } from './known-runs.ts';
export { type Migration, migrateRuns } from './migrate.ts';
export { MissingRunError, type NearRun, changedSince, nearestRuns } from './missing-run.ts';
export { trainingDraw } from './nar-protocol.ts';
export { type Changes, override } from './override.ts';
export type { Models, Preset } from './preset.ts';
export { type PresetName, presetNamed, presets } from './presets.ts';
export { experimentOf, findRun, openRun, runName } from './runs.ts';
export { type Split, narDataSeed } from './splits.ts';
export { applyVariant, variantOf, withVariant, withVariants } from './varied.ts';
export { type Variant, type VariantName, variantNamed, variants } from './variants.ts';
export {
  type RecordAttempt,
  type RecordRow,
  type RecordSet,
  recordExperiment,
  recordModels,
  recordRow,
  recordSetNames,
  recordSets,
  recordTarget,
} from './records.ts';
export { readRecords, writeRecord } from './record-file.ts';
