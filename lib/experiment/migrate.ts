/** Brings runs of an older layout into today's: folders called after what decides the run, evaluations in their own. */
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  type Run,
  RunBusyError,
  checkpointsFolder,
  dataFolder,
  ownRuns,
  publishedRuns,
  readManifest,
} from '../store/index.ts';
import { writeAtomically } from '../store/atomic-file.ts';
import { evaluationFiles, evaluationFolder, ownEvaluationFolder } from '../store/evaluations.ts';
import { updating } from '../store/file-lock.ts';
import { hashOf, shortHash } from '../store/hash.ts';
import { isRecord, jsonOr } from '../store/json.ts';
import { writeManifest } from '../store/manifest.ts';
import { resultsFolders } from '../store/results.ts';
import { holderOf } from '../store/run-lock.ts';
import { messageOf } from '../message.ts';
import { experiments } from './command.ts';
import { contentsOf } from './identity.ts';
import { evaluationSettings, keptContents, properName } from './known-runs.ts';
import { runName } from './runs.ts';

/** What a migration looks at. */
export interface MigrationPlaces {
  /** This machine's runs, and the published ones. */
  readonly runs: string;
  readonly published: string;
  /** Folders with result rows, which name their runs. */
  readonly results: readonly string[];
}

/** What became of the runs and rows of older versions. */
export interface Migration {
  /** Runs that have got their proper names: the old one, and the new. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Files of rows in which runs have got their proper names. */
  readonly rows: readonly string[];
  /** What was left as it is, and why. */
  readonly left: readonly string[];
}

/** A run, and where its folder is and ought to be. */
interface Move {
  readonly run: Run;
  readonly from: string;
  readonly to: string;
}

const defaultPlaces = (): MigrationPlaces => ({
  runs: dataFolder('runs'),
  published: checkpointsFolder(),
  results: resultsFolders(),
});

/**
 * Gives every run's folder its proper name, keeps in its manifest what the files held that it started from, puts its
 * evaluation into a folder of its settings, and renames the run in result rows. What is as it should be stays untouched.
 * Throws, before anything is changed, if two runs would get one folder or somebody works on one of them.
 */
export function migrateRuns(places: MigrationPlaces = defaultPlaces()): Migration {
  const left: string[] = [];
  const refuse = (error: unknown) => void left.push(messageOf(error));
  const runs = [...ownRuns(places.runs, refuse), ...publishedRuns(places.runs, places.published, refuse)];
  const moves = runs.flatMap((run) => moveOf(run) ?? refuse(startIsGone(run)) ?? []);
  moves.forEach((move) => refuseConflict(move, moves));

  const names = newNames(moves);
  // Rows first: folders that are still called by their old names know the new ones, should this be cut short.
  const files = [...places.results.flatMap(jsonLinesIn), ...runs.flatMap(rowFilesOf)];
  const rows = files.filter((file) => renameInRows(file, names));
  const renamed = moves.filter(bringUp).map(({ from, to }) => [basename(from), basename(to)] as const);
  return { renamed: new Map(renamed), rows, left };
}

function moveOf(run: Run): Move | undefined {
  const [from, name] = [dirname(run.manifest), properName(run)];
  return name === undefined ? undefined : { run, from, to: join(dirname(from), name) };
}

const startIsGone = ({ name }: Run) =>
  new Error(
    `${name} is left as it is: the files that it started from are not there, and tell it from other runs.`,
  );

function refuseConflict({ run, from, to }: Move, moves: readonly Move[]): void {
  const other = moves.find((each) => each.from !== from && each.to === to);
  if (other || (from !== to && existsSync(to))) {
    throw new Error(
      `${from} and ${other?.from ?? to} would both be called ${basename(to)}: remove the one that is not wanted. ` +
        'Nothing was changed.',
    );
  }
  const holder = holderOf(run);
  if (holder) throw new RunBusyError(join(run.folder, 'lock'), holder);
}

/** The names that runs had, with those that they get; also of experiments that ship, whose runs may be elsewhere. */
function newNames(moves: readonly Move[]): ReadonlyMap<string, string> {
  // Once a run was called after its whole configuration.
  const before = (name: string, config: unknown) => `${name}-${shortHash(hashOf(config))}`;
  const shipped = Object.values(experiments).map((each) => [before(each.name, each), runName(each)] as const);
  const found = moves.flatMap(({ run, from, to }) => {
    const { name, config, formerly = [] } = readManifest(run);
    return [before(name, config), ...formerly, basename(from)].map((old) => [old, basename(to)] as const);
  });
  return new Map([...shipped, ...found].filter(([old, now]) => old !== now));
}

/** False if nothing had to be renamed. */
function bringUp({ run, from, to }: Move): boolean {
  moveEvaluation(run);
  const manifest = readManifest(run);
  const { contents, formerly = [] } = manifest;
  const kept = contentsOf(manifest.config, keptContents(manifest));
  const keep = contents === undefined && kept.length > 0;
  if (keep || from !== to) {
    writeManifest(run, {
      ...manifest,
      ...(keep && { contents: kept }),
      ...(from !== to && { formerly: [...new Set([...formerly, basename(from)])] }),
    });
  }
  if (from !== to) renameSync(from, to);
  return from !== to;
}

function moveEvaluation({ folder, config }: Run): void {
  const settings = evaluationSettings(config);
  if (settings === undefined || evaluationFolder(folder, settings, settings) !== folder) return;
  const place = ownEvaluationFolder(folder, settings);
  mkdirSync(place, { recursive: true });
  for (const file of evaluationFiles) {
    if (existsSync(join(folder, file))) renameSync(join(folder, file), join(place, file));
  }
}

function jsonLinesIn(folder: string): string[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(folder, name));
}

/** Rows that evaluations of a run have kept in its folder. */
function rowFilesOf({ folder }: Run): string[] {
  const evaluations = join(folder, 'evaluations');
  const places = existsSync(evaluations)
    ? readdirSync(evaluations).map((name) => join(evaluations, name))
    : [];
  return [folder, ...places].map((place) => join(place, 'results.jsonl')).filter((file) => existsSync(file));
}

/** False if no row of the file is of a run that has another name now. Rows that others add meanwhile stay. */
function renameInRows(file: string, names: ReadonlyMap<string, string>): boolean {
  const renamed = () => withNames(readFileSync(file, 'utf8'), names);
  if (renamed() === undefined) return false; // Then nothing is written where perhaps nothing can be.
  updating(file, () => {
    const after = renamed();
    if (after !== undefined) writeAtomically(file, after);
  });
  return true;
}

/** The lines with the new names in them; undefined where all are as they are to be. */
function withNames(before: string, names: ReadonlyMap<string, string>): string | undefined {
  const after = before
    .split('\n')
    .map((line) => {
      const row = jsonOr(line, undefined);
      const name = isRecord(row) && typeof row['run'] === 'string' ? names.get(row['run']) : undefined;
      return name === undefined ? line : JSON.stringify({ ...(row as object), run: name });
    })
    .join('\n');
  return after === before ? undefined : after;
}
