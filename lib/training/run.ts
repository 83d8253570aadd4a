import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './atomic-file.ts';
import { dataFolder } from './folders.ts';
import { type Provenance, provenance } from './provenance.ts';

/** One training run: a folder named after its configuration, so the same configuration finds its run again. */
export interface Run {
  readonly folder: string;
  readonly config: unknown;
  /** Parameters, optimiser state and progress: what a resumed run continues from. */
  readonly checkpoint: string;
  /** Parameters of the best validation score so far. */
  readonly best: string;
  readonly metrics: string;
}

export interface Manifest extends Provenance {
  readonly name: string;
  readonly config: unknown;
  readonly command: string;
  readonly started: string;
  /** Set when training has ended. */
  readonly finished?: string;
  /** Training time over all sittings. */
  readonly seconds?: number;
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
  /** Validation score, on lines where it was measured. */
  readonly score?: number;
}

/** The run of a configuration, in `data/runs/<name>-<hash>/`; creates the folder and its manifest if new. */
export function openRun(name: string, config: unknown, command: string, root = dataFolder('runs')): Run {
  const run = runAt(join(root, `${name}-${configurationHash(config)}`), config);
  mkdirSync(run.folder, { recursive: true });
  if (!existsSync(manifestPath(run))) {
    writeManifest(run, { name, config, command, started: new Date().toISOString(), ...provenance() });
  }
  return run;
}

/** Eight hex digits that depend on every field of the configuration, but not on the order of its keys. */
export function configurationHash(config: unknown): string {
  return createHash('sha256').update(canonical(config)).digest('hex').slice(0, 8);
}

/** All runs, oldest first; folders without a manifest are no runs. */
export function listRuns(root = dataFolder('runs')): Run[] {
  if (!existsSync(root)) return [];
  const runs = readdirSync(root)
    .map((folder) => runAt(join(root, folder), undefined))
    .filter((run) => existsSync(manifestPath(run)));
  const started = (run: Run) => readManifest(run).started;
  return runs
    .map((run) => ({ ...run, config: readManifest(run).config }))
    .sort((a, b) => (started(a) < started(b) ? -1 : 1));
}

function runAt(folder: string, config: unknown): Run {
  return {
    folder,
    config,
    checkpoint: join(folder, 'checkpoint.safetensors'),
    best: join(folder, 'best.safetensors'),
    metrics: join(folder, 'metrics.jsonl'),
  };
}

export function readManifest(run: Pick<Run, 'folder'>): Manifest {
  return JSON.parse(readFileSync(manifestPath(run), 'utf8')) as Manifest;
}

/** Marks the run as trained to its end. */
export function finishRun(run: Run, seconds: number): void {
  writeManifest(run, { ...readManifest(run), finished: new Date().toISOString(), seconds });
}

export function appendMetric(run: Run, line: MetricLine): void {
  appendFileSync(run.metrics, `${JSON.stringify(line)}\n`);
}

/** The training curve so far. */
export function readMetrics(run: Pick<Run, 'metrics'>): MetricLine[] {
  if (!existsSync(run.metrics)) return [];
  const lines = readFileSync(run.metrics, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as MetricLine);
}

/** Forgets what was measured after `update`: a resumed run measures it again. */
export function rewindMetrics(run: Run, update: number): void {
  const kept = readMetrics(run).filter((line) => line.update <= update);
  writeAtomically(run.metrics, kept.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

const manifestPath = ({ folder }: Pick<Run, 'folder'>) => join(folder, 'manifest.json');

function writeManifest(run: Run, manifest: Manifest): void {
  writeAtomically(manifestPath(run), `${JSON.stringify(manifest, null, 2)}\n`);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}
