/**
 * What is on disk: runs, checkpoints, evaluations, rows. Knows no model and no training loop.
 *
 * @module
 */
export { loadVariables, saveVariables } from './checkpoint.ts';
export { finishedEvaluation, readEvaluation } from './evaluations.ts';
export { checkpointsFolder, committedResults, dataFolder, projectFolder } from './folders.ts';
export { type Content, type Manifest, type Source, readManifest } from './manifest.ts';
export { type MetricLine, readMetrics } from './metrics.ts';
export { type Asked, type Prediction, problemKey, readPredictions } from './predictions.ts';
export { loadPublished, publishRun } from './publish.ts';
export { readRows, rowFilesIn, writeRows } from './results.ts';
export { type Holder, RunBusyError, holderOf } from './run-lock.ts';
export { type Refusal, type Run, isTrained, ownRuns, publishedRuns, storedRuns } from './run.ts';
