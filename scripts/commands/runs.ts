import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { training } from '../experiment-options.ts';

/** `transnar runs`: what has been trained here. */
export function registerRuns(program: Command): void {
  const runs = program.command('runs').description('list training runs, or remove unfinished ones');
  runs
    .command('list', { isDefault: true })
    .description('one line for each run')
    .action(async () => {
      const { duration, listRuns, readManifest, readMetrics } = await training();
      for (const run of listRuns()) {
        const { finished, seconds, started } = readManifest(run);
        const last = readMetrics(run).at(-1);
        const state = finished ? `finished in ${duration(seconds ?? 0)}` : 'unfinished';
        const progress = last ? `update ${last.update}, loss ${last.loss.toPrecision(3)}` : 'not begun';
        process.stdout.write(`${[basename(run.folder), state, progress, started.slice(0, 16)].join('\t')}\n`);
      }
    });
  runs
    .command('clean')
    .description('remove the folders of unfinished runs')
    .action(async () => {
      const { listRuns, readManifest } = await training();
      for (const run of listRuns().filter((each) => !readManifest(each).finished)) {
        rmSync(run.folder, { recursive: true });
        process.stdout.write(`removed ${basename(run.folder)}\n`);
      }
    });
}
