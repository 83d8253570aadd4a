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
import { quoted } from '../experiment/command.ts';
import { type MetricLine, readManifest, readMetrics } from '../store/index.ts';
import { ofSittings } from '../store/manifest.ts';
import type { TrainingHooks } from './loop/train.ts';
import { trainOnText } from './faces.ts';

/**
 * Trains until the target or the experiment's last update (from the run's checkpoint if there is one; a run that has
 * ended is not trained again) and returns the row. `change` says in one line what is tried. Throws, before it trains, if
 * that is empty.
 */
export async function attemptRecord(
  attempt: RecordAttempt,
  change: string,
  hooks: TrainingHooks = {},
): Promise<RecordRow> {
  if (change.trim() === '') throw new Error('An attempt says in a line what is tried: the line is empty.');
  const experiment = recordExperiment(attempt);
  const { set, model, seed, changes } = attempt;
  const trained = await trainOnText(experiment, hooks);
  trained.dispose();
  const manifest = readManifest(trained.run);
  const looks = readMetrics(trained.run).filter((line) => line.score !== undefined);
  const score = looks.at(-1)?.score ?? 0;
  const settings = changes.map((each) => ` --set ${quoted(each)}`).join('');
  return checkExperiment(recordRow, {
    ...{ set, model, change, seed, score, experiment },
    reached: score >= recordTarget.value,
    tokens: manifest.tokens ?? 0,
    updates: manifest.updates ?? experiment.training.updates,
    ...curveOf(looks),
    seconds: (manifest.seconds ?? 0) - (manifest.checked ?? 0),
    checking: manifest.checked ?? 0,
    run: basename(trained.run.folder),
    command: `npx transnar record ${set} --model ${model} --change ${quoted(change)} --seeds ${seed}${settings}`,
    commit: ofSittings(manifest, ({ commit }) => commit),
    hardware: ofSittings(manifest, ({ hardware, backend }) => `${hardware}, engine ${backend}`),
    date: manifest.finished ?? new Date().toISOString(),
  });
}

/** None for a run that began before tokens were kept with each look: the first looks would be missing. */
function curveOf(looks: readonly MetricLine[]): Pick<RecordRow, 'curve'> {
  const curve = looks.flatMap(({ tokens, score }) =>
    tokens === undefined || score === undefined ? [] : { tokens, score },
  );
  return curve.length < looks.length ? {} : { curve };
}
