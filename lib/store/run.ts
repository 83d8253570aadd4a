/** Runs as folders: what is in one, and which there are. */
import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { checkpointsFolder, dataFolder } from './folders.ts';
import { readManifest } from './manifest.ts';

/** One training run. */
export interface Run {
  /** What its folder is called. */
  readonly name: string;
  /** Where this machine writes what it makes of the run. */
  readonly folder: string;
  /** Where an evaluation with the settings that were asked for is kept; the run's folder where there are none. */
  readonly evaluation: string;
  /** The experiment that was asked for, which may differ from the manifest's in what does not decide its parameters. */
  readonly config: unknown;
  readonly manifest: string;
  /** Parameters, optimiser state and progress: what a resumed run continues from. */
  readonly checkpoint: string;
  /** Parameters of the best validation score so far. */
  readonly best: string;
  readonly metrics: string;
  /**
   * The folder of a published run, which came with the project: manifest, curve and parameters are read there, the latter
   * as `checkpoint` and `best` alike.
   */
  readonly published?: string;
}

/** Whether the run's parameters are there to be used. */
export const isTrained = (run: Run): boolean =>
  run.published !== undefined || readManifest(run).finished !== undefined;

/** Told of a run that cannot be read, and of its folder; the others are still found. */
export type Refusal = (error: unknown, folder: string) => void;

/**
 * All runs, this machine's before the published ones that it has not trained itself, each oldest first. Throws what
 * `refuse` throws of a run that cannot be read; by default, that error.
 */
export function storedRuns(
  root = dataFolder('runs'),
  published = checkpointsFolder(),
  refuse: Refusal = raise,
): Run[] {
  const own = ownRuns(root, refuse);
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...publishedRuns(root, published, refuse).filter(({ name }) => !names.has(name))];
}

/** This machine's own runs, oldest first; a published one that was put among them stays a published one. */
export function ownRuns(root: string, refuse: Refusal = raise): Run[] {
  return runsIn(
    root,
    (folder) => {
      const { config, published } = readManifest(manifestIn(folder));
      return published ? publishedRun(folder, root) : runIn(folder, config);
    },
    refuse,
  );
}

/** The published runs, oldest first; what this machine makes of them goes below `root`. */
export function publishedRuns(root: string, published: string, refuse: Refusal = raise): Run[] {
  return runsIn(published, (folder) => publishedRun(folder, root), refuse);
}

/** The runs in a folder; what has no manifest is none. */
function runsIn(root: string, read: (folder: string) => Run, refuse: Refusal): Run[] {
  const folders = (existsSync(root) ? readdirSync(root) : []).map((name) => join(root, name));
  const runs = folders
    .filter((folder) => existsSync(manifestIn(folder).manifest))
    .flatMap((folder) => {
      try {
        return [read(folder)];
      } catch (error) {
        refuse(error, folder);
        return [];
      }
    });
  const started = (run: Run) => readManifest(run).started;
  return runs.sort((a, b) => (started(a) < started(b) ? -1 : 1));
}

function raise(error: unknown): never {
  throw error;
}

/** What a training goes on from, in its run's folder. */
export const checkpointFile = 'checkpoint.safetensors';

/** The manifest of the run in a folder. */
export const manifestIn = (folder: string) => ({ manifest: join(folder, 'manifest.json') });

/** The run of a configuration in a folder, whether there is one or not. */
export function runIn(folder: string, config: unknown): Run {
  return {
    name: basename(folder),
    folder,
    evaluation: folder,
    config,
    ...manifestIn(folder),
    checkpoint: join(folder, checkpointFile),
    best: join(folder, 'best.safetensors'),
    metrics: join(folder, 'metrics.jsonl'),
  };
}

/**
 * What evaluations of a published run write goes to a folder that other parameters would not share, whatever the run was
 * called when it was made.
 */
function publishedRun(folder: string, root: string): Run {
  const { config, published } = readManifest(manifestIn(folder));
  if (!published) {
    throw new Error(
      `${folder} is not a published run: its manifest.json was not written by "npx transnar runs publish". ` +
        'Restore the folder or remove it.',
    );
  }
  const own = runIn(folder, config);
  const place = join(root, 'published', published.sha256.slice(0, 8));
  const [written = own.name] = existsSync(place) ? readdirSync(place) : [];
  return { ...own, folder: join(place, written), checkpoint: own.best, published: folder };
}
