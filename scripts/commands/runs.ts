/** `transnar runs`: what has been trained, here or elsewhere. */
import { rmSync } from 'node:fs';
import { basename, relative } from 'node:path';
import type { Command } from 'commander';
import type { RunRecord } from '../../lib/analysis/compare-runs.ts';
import { listRuns, properName } from '../../lib/experiment/known-runs.ts';
import { readManifest } from '../../lib/store/manifest.ts';
import { reached } from '../../lib/store/reached.ts';
import type { Run } from '../../lib/store/run.ts';
import { holderOf } from '../../lib/store/run-lock.ts';
import { duration } from '../../lib/training/loop/progress.ts';
import { training } from '../experiment-options.ts';

export function define(runs: Command): void {
  runs
    .command('list', { isDefault: true })
    .description('one line for each run')
    .action(() => {
      for (const run of listRuns(undefined, undefined, tellBroken)) {
        const { finished, seconds, started } = readManifest(run);
        const far = reached(run);
        const trained = finished ? `finished in ${duration(seconds ?? 0)}` : 'unfinished';
        const state = run.published === undefined ? trained : `published, ${trained}`;
        const progress = far
          ? [`update ${far.update}`, ...(far.loss === undefined ? [] : [`loss ${far.loss.toPrecision(3)}`])]
          : ['nothing saved'];
        process.stdout.write(`${[run.name, state, progress.join(', '), started.slice(0, 16)].join('\t')}\n`);
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
      const all = listRuns();
      const records = await Promise.all([first, ...others].map((name) => recordOf(runNamed(name, all))));
      process.stdout.write(renderComparison(compareRuns(records)));
    });
  runs
    .command('publish <run>')
    .description('make a small folder of a finished run in data/checkpoints, to be committed')
    .action(async (name: string) => {
      const { experimentOf, publishRun } = await training();
      const own = listRuns().filter(({ published }) => published === undefined);
      const run = own.find((each) => each.name === basename(name));
      if (!run) throw new Error(`There is no run "${name}" on this machine: "npx transnar runs" lists them.`);
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
      const unfinished = listRuns(undefined, undefined, tellBroken).filter(
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

/** A run that cannot be read is in no other's way, and the command ends with an error all the same. */
function tellBroken(error: unknown): void {
  process.exitCode = 1;
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}. Restore it or remove its folder.\n`,
  );
}

/** The run whose folder has that name or path, or the only one whose name begins so. Throws if there is none. */
function runNamed(name: string, runs: readonly Run[]): Run {
  const wanted = basename(name);
  const nameOf = (run: Run) => run.name;
  const exact = runs.find((run) => nameOf(run) === wanted);
  if (exact) return exact;
  const matching = runs.filter((run) => nameOf(run).startsWith(wanted));
  if (matching.length === 1) return matching[0];
  const found = matching.length > 1 ? `: it may be ${matching.map(nameOf).join(', ')}` : '';
  throw new Error(`There is no run "${name}"${found}. "npx transnar runs" lists all.`);
}

async function recordOf(run: Run): Promise<RunRecord> {
  const { readEvaluation, readMetrics } = await training();
  const rows = readEvaluation(run);
  return {
    name: run.name,
    manifest: readManifest(run),
    metrics: readMetrics(run),
    ...(rows ? { rows } : {}),
  };
}
