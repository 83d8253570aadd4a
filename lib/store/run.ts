import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { cannotWrite, writeAtomically } from './atomic-file.ts';
import { checkpointsFolder, dataFolder } from './folders.ts';
import { lineOf, wholeLinesOf, writeLines } from './json-lines.ts';
import { type Provenance, provenance } from './provenance.ts';

/** One training run: a folder named after its configuration, so the same configuration finds its run again. */
export interface Run {
  /** Where this machine writes what it makes of the run; its name is the run's. */
  readonly folder: string;
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

export interface Manifest extends Provenance {
  readonly name: string;
  readonly config: unknown;
  readonly command: string;
  readonly started: string;
  /** Set when training has ended. */
  readonly finished?: string;
  /** Updates done in the end: fewer than planned where the scores were good enough before. */
  readonly updates?: number;
  /** Tokens that were learned from, padding included; absent for a reasoner. */
  readonly tokens?: number;
  /** Training time over all sittings. */
  readonly seconds?: number;
  /** The part of it in which training waited for batches. */
  readonly waited?: number;
  /** The part of it in which training was validated. */
  readonly checked?: number;
  readonly published?: Publication;
}

/** What a training took. */
export type Effort = Pick<Manifest, 'updates' | 'tokens' | 'seconds' | 'waited' | 'checked'>;

/** What a published run holds of the run that it is made of. */
export interface Publication {
  readonly parameters: 'best by validation' | 'final';
  readonly stored: 'float16';
  /** Of best.safetensors. */
  readonly sha256: string;
  /** Lines of metrics.jsonl; where the run wrote more of them, neighbours became one. */
  readonly metricLines: { readonly kept: number; readonly written: number };
}

/** One line of metrics.jsonl. */
export interface MetricLine {
  /** Updates done. */
  readonly update: number;
  /** Mean over the updates since the line before. */
  readonly loss: number;
  /** Of the last update, before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Training time until here. */
  readonly seconds: number;
  /** Validation score, on lines where it was measured: the mean of `scores`. */
  readonly score?: number;
  /** Validation scores by name, such as those of the algorithms. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** The run of a configuration if there is one; else a new one, in `data/runs/<name>-<hash>/`, with its manifest. */
export function openRun(
  name: string,
  config: unknown,
  command: string,
  root = dataFolder('runs'),
  published = checkpointsFolder(),
): Run {
  const found = findRun(name, config, root, published);
  if (found) return found;
  const run = ownRun(join(root, runName(name, config)), config);
  mkdirSync(run.folder, { recursive: true });
  writeManifest(run, { name, config, command, started: new Date().toISOString(), ...provenance() });
  return run;
}

/** The run of a configuration: this machine's own, else a published one. */
export function findRun(
  name: string,
  config: unknown,
  root = dataFolder('runs'),
  published = checkpointsFolder(),
): Run | undefined {
  const folder = runName(name, config);
  const own = ownRun(join(root, folder), config);
  if (existsSync(own.manifest)) return own;
  return isRun(join(published, folder)) ? publishedRun(join(published, folder), root) : undefined;
}

/** Eight hex digits that depend on every field of the configuration, but not on the order of its keys. */
export function configurationHash(config: unknown): string {
  return createHash('sha256').update(canonical(config)).digest('hex').slice(0, 8);
}

/** All runs, this machine's before the published ones that it has not trained itself, each oldest first. */
export function listRuns(root = dataFolder('runs'), published = checkpointsFolder()): Run[] {
  const own = foldersIn(root).map((folder) => ownRun(folder, readManifest(ownRun(folder, undefined)).config));
  const names = new Set(own.map(({ folder }) => basename(folder)));
  const others = foldersIn(published).filter((folder) => !names.has(basename(folder)));
  const started = (run: Run) => readManifest(run).started;
  const byAge = (runs: Run[]) => runs.sort((a, b) => (started(a) < started(b) ? -1 : 1));
  return [...byAge(own), ...byAge(others.map((folder) => publishedRun(folder, root)))];
}

/** Folders without a manifest are no runs. */
function foldersIn(root: string): string[] {
  const names = existsSync(root) ? readdirSync(root) : [];
  return names.map((name) => join(root, name)).filter(isRun);
}

/** The folder's name of the run of a configuration. */
export const runName = (name: string, config: unknown) => `${name}-${configurationHash(config)}`;
const manifestIn = (folder: string) => join(folder, 'manifest.json');
const isRun = (folder: string) => existsSync(manifestIn(folder));

function ownRun(folder: string, config: unknown): Run {
  return {
    folder,
    config,
    manifest: manifestIn(folder),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    best: join(folder, 'best.safetensors'),
    metrics: join(folder, 'metrics.jsonl'),
  };
}

/** What evaluations of a published run write goes to a folder that other parameters would not share. */
function publishedRun(folder: string, root: string): Run {
  const { name, config, published } = readManifest({ manifest: manifestIn(folder) });
  if (!published || basename(folder) !== runName(name, config)) {
    throw new Error(
      `${folder} is not a published run: its manifest.json is of another configuration, or was not written by ` +
        '"npx transnar runs publish". Restore the folder or remove it.',
    );
  }
  const own = ownRun(folder, config);
  return {
    ...own,
    folder: join(root, 'published', published.sha256.slice(0, 8), basename(folder)),
    checkpoint: own.best,
    published: folder,
  };
}

export function readManifest({ manifest }: Pick<Run, 'manifest'>): Manifest {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${manifest} is not a readable manifest: ${reason}`, { cause: error });
  }
}

export function writeManifest({ manifest }: Pick<Run, 'manifest'>, content: Manifest): void {
  writeAtomically(manifest, `${JSON.stringify(content, null, 2)}\n`);
}

/** Marks the run as trained to its end. */
export function finishRun(run: Run, effort: Effort): void {
  writeManifest(run, { ...readManifest(run), finished: new Date().toISOString(), ...effort });
}

export function appendMetric(run: Run, line: MetricLine): void {
  try {
    appendFileSync(run.metrics, lineOf(line));
  } catch (error) {
    throw cannotWrite(run.metrics, error);
  }
}

/** The training curve so far. */
export function readMetrics(run: Pick<Run, 'metrics'>): MetricLine[] {
  return wholeLinesOf(run.metrics).map((line) => JSON.parse(line) as MetricLine);
}

/** Forgets what was measured after `update`: a resumed run measures it again. */
export function rewindMetrics(run: Run, update: number): void {
  const kept = readMetrics(run).filter((line) => line.update <= update);
  writeMetrics(run, kept);
}

export function writeMetrics({ metrics }: Pick<Run, 'metrics'>, lines: readonly MetricLine[]): void {
  writeLines(metrics, lines);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
