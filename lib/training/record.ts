/** An attempt at a record of learning speed: trained to the target, and written down. */
import { basename } from 'node:path';
import {
  type RecordAttempt,
  type RecordRow,
  checkExperiment,
  recordExperiment,
  recordRow,
  recordTarget,
} from '../experiment/index.ts';
import { readManifest, readMetrics } from '../store/index.ts';
import { readJsonLines, writeLines } from '../store/json-lines.ts';
import type { TrainingHooks } from './loop/train.ts';
import { trainOnText } from './faces.ts';

/**
 * Trains until the target or the experiment's last update (from the run's checkpoint if there is one; a run that has
 * ended is not trained again) and returns the row. `change` says in one line what is tried.
 */
export async function attemptRecord(
  attempt: RecordAttempt,
  change: string,
  hooks: TrainingHooks = {},
): Promise<RecordRow> {
  const experiment = recordExperiment(attempt);
  const { set, model, seed, changes } = attempt;
  const trained = await trainOnText(experiment, hooks);
  trained.dispose();
  const manifest = readManifest(trained.run);
  const score = readMetrics(trained.run).findLast((line) => line.score !== undefined)?.score ?? 0;
  const { commit, hardware, backend } = manifest;
  const settings = changes.map((each) => ` --set '${each}'`).join('');
  return checkExperiment(recordRow, {
    ...{ set, model, change, seed, score, experiment },
    reached: score >= recordTarget.value,
    tokens: manifest.tokens ?? 0,
    updates: manifest.updates ?? experiment.training.updates,
    seconds: (manifest.seconds ?? 0) - (manifest.checked ?? 0),
    checking: manifest.checked ?? 0,
    run: basename(trained.run.folder),
    command: `npx transnar record ${set} --model ${model} --change '${change}' --seeds ${seed}${settings}`,
    commit,
    hardware: `${hardware}, engine ${backend}`,
    date: manifest.finished ?? new Date().toISOString(),
  });
}

/** All attempts of a file; none if there is no file. Throws on the first line that is none. */
export function readRecords(path: string): RecordRow[] {
  return readJsonLines(path, (data, where) => checkExperiment(recordRow, data, where));
}

/** Adds an attempt; one of the same run is replaced. */
export function writeRecord(path: string, row: RecordRow): void {
  writeLines(path, [...readRecords(path).filter(({ run }) => run !== row.run), row]);
}
