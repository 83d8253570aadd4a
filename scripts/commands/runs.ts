/** `transnar runs`: what has been trained, here or elsewhere. */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import type { Command } from 'commander';
import type { RunRecord } from '../../lib/analysis/compare-runs.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { listRuns, properName } from '../../lib/experiment/known-runs.ts';
import { readEvaluation } from '../../lib/store/evaluations.ts';
import { readManifest } from '../../lib/store/manifest.ts';
import { readMetrics } from '../../lib/store/metrics.ts';
import { keptLines, reached } from '../../lib/store/reached.ts';
import { readRows, resultsFolders, rowFilesIn } from '../../lib/store/results.ts';
import { dataFolder } from '../../lib/store/folders.ts';
import { type Run, checkpointFile, manifestIn } from '../../lib/store/run.ts';
import { holderOf } from '../../lib/store/run-lock.ts';
import { messageOf } from '../../lib/message.ts';
import { training } from '../experiment-options.ts';

export function define(runs: Command): void {
  runs
    .command('list', { isDefault: true })
    .description('one line for each run: its state, what differs from its preset, its scores')
    .action(async () => {
      const { runLine } = await import('../run-lines.ts');
      const rows = knownRows();
      for (const folder of withoutManifest()) {
        process.stdout.write(`${basename(folder)}\tdamaged\n`);
        tellBroken(
          new Error(
            `${folder} has a checkpoint and no manifest.json, so that nothing says of what. Restore it, or remove the folder.`,
          ),
        );
      }
      for (const run of listRuns(tellBroken)) {
        try {
          process.stdout.write(`${runLine(run, rows)}\n`);
        } catch (error) {
          process.stdout.write(`${run.name}\tdamaged\n`);
          tellBroken(error);
        }
        const proper = properName(run);
        if (proper !== undefined && proper !== run.name) {
          process.stderr.write(`${run.name} is to be called ${proper}: npx transnar runs migrate\n`);
        }
      }
    });
  runs
    .command('compare <run> <other...>')
    .description('what differs between runs, and what came of it; the beginning of a name is enough')
    .action(async (first: string, others: string[]) => {
      const { compareRuns } = await import('../../lib/analysis/compare-runs.ts');
      const { renderComparison } = await import('../run-comparison.ts');
      const find = runFinder();
      const records = [first, ...others].map((name) => recordOf(find(name)));
      process.stdout.write(renderComparison(compareRuns(records)));
    });
  runs
    .command('publish <run>')
    .description('make a small folder of a finished run in data/checkpoints, to be committed')
    .action(async (name: string) => {
      const { experimentOf, publishRun } = await training();
      const { runs, broken } = readAndBroken();
      const run = runs.find((each) => each.published === undefined && each.name === basename(name));
      if (!run) {
        refuseBroken(name, broken);
        const published = runs.find((each) => each.name === basename(name))?.published;
        if (published !== undefined)
          throw new Error(`${basename(name)} is published already: ${relative('.', published)}.`);
        throw new Error(`There is no run "${name}" on this machine: "npx transnar runs" lists them.`);
      }
      if (run.name !== properName(run)) {
        throw new Error(`${run.name} is to be called ${properName(run)}: npx transnar runs migrate.`);
      }
      experimentOf(run); // One of a version that knows more is refused.
      process.stdout.write(`${relative('.', publishRun(run))}\n`);
    });
  runs
    .command('clean')
    .description('remove the folders of unfinished runs that nobody works on')
    .action(() => {
      const unfinished = listRuns(tellBroken).filter(
        (run) => run.published === undefined && !readManifest(run).finished && !holderOf(run),
      );
      for (const { folder, name } of unfinished) {
        rmSync(folder, { recursive: true });
        process.stdout.write(`removed ${name}\n`);
      }
    });
  runs
    .command('migrate')
    .description('bring the runs of older versions, and folders that were renamed, up to date')
    .action(async () => {
      const { migrateRuns } = await training();
      const { renamed, rows, left } = migrateRuns();
      for (const [old, now] of renamed) process.stdout.write(`${old} is now ${now}\n`);
      for (const file of rows) process.stdout.write(`renamed runs in ${relative('.', file)}\n`);
      for (const reason of left) process.stderr.write(`${reason}\n`);
      if (renamed.size + rows.length + left.length === 0) process.stdout.write('nothing to do\n');
    });
}

/** Result rows that are kept beside the runs, for published ones: of this machine, and those that came with the project. */
function knownRows(): ResultRow[] {
  return resultsFolders()
    .flatMap(rowFilesIn)
    .flatMap((file) => {
      try {
        return readRows(file);
      } catch (error) {
        tellBroken(error);
        return [];
      }
    });
}

/** A run that cannot be read is in no other's way, and the command ends with an error all the same. */
function tellBroken(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(`${messageOf(error)}\n`);
}

/** Folders among this machine's runs that have lost what says of which experiment they are. */
function withoutManifest(): string[] {
  const root = dataFolder('runs');
  return (existsSync(root) ? readdirSync(root) : [])
    .map((name) => join(root, name))
    .filter((folder) => existsSync(join(folder, checkpointFile)) && !existsSync(manifestIn(folder).manifest));
}

/** Runs that cannot be read, by name: what is wrong with them; of two, this machine's own comes first. */
type Broken = ReadonlyMap<string, unknown>;

function readAndBroken(): { readonly runs: readonly Run[]; readonly broken: Broken } {
  const broken = new Map<string, unknown>();
  const runs = listRuns((error, folder) => {
    const name = basename(folder);
    if (!broken.has(name)) broken.set(name, error);
  });
  return { runs, broken };
}

/** Throws what is wrong with a run of that name, if it is among those that cannot be read. */
function refuseBroken(name: string, broken: Broken): void {
  if (broken.has(basename(name))) throw broken.get(basename(name));
}

/** Finds the run whose folder has a name or path, or the only one whose name begins so. Throws if there is none. */
function runFinder(): (name: string) => Run {
  const { runs, broken } = readAndBroken();
  return (name) => {
    const wanted = basename(name);
    const nameOf = (run: Run) => run.name;
    const exact = runs.find((run) => nameOf(run) === wanted);
    if (exact) return exact;
    refuseBroken(name, broken);
    const matching = runs.filter((run) => nameOf(run).startsWith(wanted));
    if (matching.length === 1) return matching[0];
    const found = matching.length > 1 ? `: it may be ${matching.map(nameOf).join(', ')}` : '';
    throw new Error(`There is no run "${name}"${found}. "npx transnar runs" lists all.`);
  };
}

function recordOf(run: Run): RunRecord {
  const rows = readEvaluation(run);
  const lines = readMetrics(run);
  const { update } = reached(run, lines) ?? { update: 0 };
  return {
    name: run.name,
    manifest: readManifest(run),
    metrics: keptLines(lines, { update }),
    update,
    ...(rows ? { rows } : {}),
  };
}
