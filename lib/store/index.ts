/** What is on disk: runs, checkpoints, evaluations, rows. Knows no model and no training loop. */
export { writeAtomically } from './atomic-file.ts';
export { loadVariables, saveVariables } from './checkpoint.ts';
export { contentOf } from './content.ts';
export {
  evaluationFiles,
  evaluationFolder,
  ownEvaluationFolder,
  readEvaluation,
  writeEvaluation,
} from './evaluations.ts';
export { checkpointsFolder, dataFolder, projectFolder } from './folders.ts';
export { hashOf, shortHash } from './hash.ts';
export { isRecord, jsonOr } from './json.ts';
export { readJsonLines, writeLines } from './json-lines.ts';
export { type Content, type Manifest, type Source, readManifest, writeManifest } from './manifest.ts';
export { type MetricLine, appendMetric, readMetrics, rewindMetrics } from './metrics.ts';
export { type Prediction, readPredictions, writePredictions } from './predictions.ts';
export { provenance } from './provenance.ts';
export { loadPublished, publishRun } from './publish.ts';
export { readRows, writeRows } from './results.ts';
export { type Holder, RunBusyError, holderOf, holding } from './run-lock.ts';
export {
  type Refusal,
  type Run,
  createRun,
  finishRun,
  isTrained,
  manifestIn,
  ownRuns,
  publishedRuns,
  storedRuns,
} from './run.ts';
export { decodeSafetensors } from './safetensors.ts';
export { textFilesOf } from './text-files.ts';
