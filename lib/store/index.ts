export { writeAtomically } from './atomic-file.ts';
export { loadVariables, saveVariables } from './checkpoint.ts';
export { dataFolder, projectFolder } from './folders.ts';
export { jsonOr } from './json-or.ts';
export { readJsonLines, writeLines } from './json-lines.ts';
export { type Prediction, readPredictions, writePredictions } from './predictions.ts';
export { provenance } from './provenance.ts';
export { loadPublished, publishRun } from './publish.ts';
export { readRows, writeRows } from './results.ts';
export { type Holder, RunBusyError, holderOf, holding } from './run-lock.ts';
export {
  type Manifest,
  type MetricLine,
  type Run,
  appendMetric,
  findRun,
  finishRun,
  listRuns,
  openRun,
  readManifest,
  readMetrics,
  rewindMetrics,
  runName,
} from './run.ts';
export { decodeSafetensors } from './safetensors.ts';
