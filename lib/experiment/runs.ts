/** The runs of experiments: each is found by what decides its parameters, whatever its folder is called. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Run, checkpointsFolder, dataFolder, readManifest, storedRuns } from '../store/index.ts';
import { contentOf } from '../store/content.ts';
import { hashOf, shortHash } from '../store/hash.ts';
import { createRun } from '../store/new-run.ts';
import { manifestIn } from '../store/run.ts';
import { commandOf } from './command.ts';
import { contentsOf, identity } from './identity.ts';
import { type Experiment, checkAnyExperiment, schemaOf } from './kinds.ts';
import { evaluationOf, identityHash, properName } from './known-runs.ts';

/** What the folder of an experiment's run is called. Throws if a file that it starts from cannot be read. */
export const runName = (experiment: Experiment): string => nameWith(experiment.name, identityNow(experiment));

/**
 * The run of an experiment: this machine's own, else a published one. Throws if a file that the experiment starts from
 * cannot be read, if several folders hold the run, or if its folder holds another.
 */
export function findRun(
  experiment: Experiment,
  root = dataFolder('runs'),
  published = checkpointsFolder(),
): Run | undefined {
  const wanted = hashOf(identityNow(experiment));
  const stored = storedRuns(root, published, () => undefined);
  const found = stored.filter((run) => identityHash(readManifest(run)) === wanted);
  const run = oneOf(found.filter((each) => each.published === undefined)) ?? found[0];
  if (run) return { ...run, config: experiment, evaluation: evaluationOf(run, experiment) };
  refuseTaken(nameWith(experiment.name, identityNow(experiment)), [root, published]);
  return undefined;
}

/** The run of an experiment; a new one, in `data/runs/<name>-<hash>/`, if there is none. Throws as `findRun` does. */
export function openRun(
  experiment: Experiment,
  root = dataFolder('runs'),
  published = checkpointsFolder(),
): Run {
  const found = findRun(experiment, root, published);
  if (found) return found;
  const contents = contentsOf(experiment, contentOf);
  const { name } = experiment;
  const command = commandOf('train', experiment);
  const beginning = { name, config: experiment, ...(contents.length > 0 && { contents }), command };
  const run = createRun(runName(experiment), beginning, root);
  return { ...run, evaluation: evaluationOf(run, experiment) };
}

/** What decides an experiment's parameters, by the files that it starts from as they are now. Throws as `contentOf`. */
export const identityNow = (experiment: Experiment) => identity(experiment, contentOf);

/** The experiment of a run. Throws if this version does not understand it, such as one that a newer version wrote. */
export function experimentOf(run: Pick<Run, 'manifest'>): Experiment {
  const { config } = readManifest(run);
  const { error } = schemaOf(config).safeParse(config);
  const unknown = (error?.issues ?? []).flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key].join('.')) : [],
  );
  if (unknown.length === 0) return checkAnyExperiment(config);
  const fields = unknown.map((field) => `"${field}"`).join(', ');
  throw new Error(
    `${run.manifest} has ${fields}, which this version does not know: a newer version of TransNAR Lab wrote it. ` +
      'Use that version for this run.',
  );
}

const nameWith = (name: string, decides: unknown) => `${name}-${shortHash(hashOf(decides))}`;

/** Of several folders with the same run the one that is called so; a copy under another name is left alone. */
function oneOf(runs: readonly Run[]): Run | undefined {
  const named = runs.filter((run) => run.name === properName(run));
  const [run, ...others] = named.length > 0 ? named : runs;
  if (others.length === 0) return run;
  const names = [run, ...others].map(({ name }) => name).join(' and ');
  throw new Error(
    `The folders ${names} hold the same run: remove all but one, or call it ${properName(run)}.`,
  );
}

/** A folder with the name of the run that is sought, but not with that run, is damaged or was renamed. */
function refuseTaken(name: string, roots: readonly string[]): void {
  const folder = roots.map((root) => join(root, name)).find((each) => existsSync(manifestIn(each).manifest));
  if (folder === undefined) return;
  const manifest = readManifest(manifestIn(folder)); // Throws if that is what is wrong with it.
  throw new Error(
    `${folder} is not the run that it is called after: its manifest.json is of another configuration ` +
      `(${manifest.name}). Restore the folder, or "npx transnar runs migrate" gives it its own name.`,
  );
}
