export { type Experiment, commandOf, differences, experiments } from './command.ts';
export {
  type DistillationExperiment,
  type TextExperiment,
  checkTextExperiment,
  distillationExperiment,
  isDistillation,
} from './distillation-experiment.ts';
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
export { isRecord } from './is-record.ts';
export { trainingDraw } from './nar-protocol.ts';
export { type Models, type Preset, type PresetName, presetNamed, presets } from './presets.ts';
export { type Split, narDataSeed } from './splits.ts';
export { type Variant, applyVariant, variantNamed, variantOf, variants } from './variants.ts';
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
