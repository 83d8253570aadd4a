/** `transnar watch`: trainings as they go, on a page of this machine. */
import type { Command } from 'commander';
import { readableRuns } from '../../lib/experiment/known-runs.ts';
import type { Run } from '../../lib/store/index.ts';
import { wholeNumber } from '../options.ts';

/** Ports are numbers of 16 bits. */
const largestPort = 2 ** 16 - 1;

export function define(command: Command): void {
  command
    .option('--port <n>', 'where on this machine; 0: any that is free', wholeNumber(0, largestPort), 6407)
    .addHelpText(
      'after',
      '\nRuns by the beginnings of their names; without any, those that run now. Only this machine can open the page:\n' +
        'from another one, forward the port first: ssh -L 6407:127.0.0.1:6407 <machine>',
    )
    .action(watch);
}

async function watch(names: string[], { port }: { readonly port: number }): Promise<void> {
  const { Watch } = await import('../../lib/page/watch/index.ts');
  const { serveWatch } = await import('../watch/server.ts');
  const chosen = names.flatMap((name) => named(name, readableRuns()));
  const served = await serveWatch(new Watch(readableRuns), port, chosen);
  process.stdout.write(`${served.url}\n`);
  process.stderr.write('Open this address in a browser; Ctrl-C ends it, and no training.\n');
  await new Promise((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await served.close();
}

/** The runs whose names begin so. Throws if there are none. */
function named(name: string, runs: readonly Run[]): string[] {
  const found = runs.filter((run) => run.name.startsWith(name));
  if (found.length > 0) return found.map((run) => run.name);
  throw new Error(`There is no run whose name begins with "${name}": "npx transnar runs" lists all.`);
}
