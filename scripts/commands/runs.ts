import { rmSync } from 'node:fs';
import { basename, relative } from 'node:path';
import type { Command } from 'commander';
import { training } from '../experiment-options.ts';

/** `transnar runs`: what has been trained, here or elsewhere. */
export function registerRuns(program: Command): void {
  const runs = program
    .command('runs')
    .description('list training runs, publish one, or remove unfinished ones');
  runs
    .command('list', { isDefault: true })
    .description('one line for each run')
    .action(async () => {
      const { duration, listRuns, readManifest, readMetrics } = await training();
      for (const run of listRuns()) {
        const { finished, seconds, started } = readManifest(run);
        const last = readMetrics(run).at(-1);
        const trained = finished ? `finished in ${duration(seconds ?? 0)}` : 'unfinished';
        const state = run.published === undefined ? trained : `published, ${trained}`;
        const progress = last ? `update ${last.update}, loss ${last.loss.toPrecision(3)}` : 'not begun';
        process.stdout.write(`${[basename(run.folder), state, progress, started.slice(0, 16)].join('\t')}\n`);
      }
    });
  runs
    .command('publish <run>')
    .description('make a small folder of a finished run in data/checkpoints, to be committed')
    .action(async (name: string) => {
      const { listRuns, publishRun } = await training();
      const own = listRuns().filter(({ published }) => published === undefined);
      const run = own.find(({ folder }) => basename(folder) === basename(name));
      if (!run) throw new Error(`There is no run "${name}" on this machine: "npx transnar runs" lists them.`);
      process.stdout.write(`${relative('.', publishRun(run))}\n`);
    });
  runs
    .command('clean')
    .description('remove the folders of unfinished runs')
    .action(async () => {
      const { listRuns, readManifest } = await training();
      const unfinished = listRuns().filter(
        (run) => run.published === undefined && !readManifest(run).finished,
      );
      for (const { folder } of unfinished) {
        rmSync(folder, { recursive: true });
        process.stdout.write(`removed ${basename(folder)}\n`);
      }
    });
}
