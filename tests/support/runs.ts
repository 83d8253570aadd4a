/** Runs in a folder of their own, as this version and an older one left them. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Experiment, openRun } from '../../lib/experiment/index.ts';
import { checkpointsFolder, dataFolder } from '../../lib/store/index.ts';
import { hashOf, shortHash } from '../../lib/store/hash.ts';
import { createRun, finishRun } from '../../lib/store/new-run.ts';

/** Lets this process keep its runs, and find published ones, in a new folder. */
export function newDataFolder(): void {
  const folder = mkdtempSync(join(tmpdir(), 'transnar-runs-'));
  process.env['TRANSNAR_DATA'] = folder;
  process.env['TRANSNAR_CHECKPOINTS'] = join(folder, 'checkpoints');
}

export function forgetDataFolder(): void {
  delete process.env['TRANSNAR_DATA'];
  delete process.env['TRANSNAR_CHECKPOINTS'];
}

export const here = (...parts: string[]) => dataFolder(...parts);
export const runs = (...parts: string[]) => here('runs', ...parts);
/** A run that ended, though nothing was learned. */
export const finished = (experiment: Experiment) => {
  const run = openRun(experiment);
  finishRun(run, { seconds: 60, waited: 1 });
  return run;
};
/** A run as it was once called: after its whole configuration. */
const oldName = (experiment: Experiment) => `${experiment.name}-${shortHash(hashOf(experiment))}`;
export function oldRun(experiment: Experiment) {
  const run = createRun(oldName(experiment), { name: experiment.name, config: experiment, command: 'old' });
  finishRun(run, { seconds: 60, waited: 1 });
  return run;
}
/** What a migration looks at. */
export const places = () => ({ runs: runs(), published: checkpointsFolder(), results: [here('results')] });
