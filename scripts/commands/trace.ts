/** `transnar trace`: how an algorithm solves one problem, step by step. */
import type { Command } from 'commander';
import { sampleAt } from '../../lib/dataset/index.ts';
import { wholeNumber } from '../options.ts';
import { openOutput } from '../output.ts';
import { renderPage } from '../../lib/page/trace/page.ts';
import { renderTerminal } from '../trace/terminal.ts';
import { traceView } from '../../lib/page/trace/view.ts';

interface TraceOptions {
  readonly size: number;
  readonly seed: number;
  readonly index: number;
  readonly decimals: number;
  /** A file, or true for standard output. */
  readonly html?: string | true;
}

export function define(command: Command): void {
  command
    .option('--size <n>', 'problem size', wholeNumber(1), 6)
    .option('--seed <n>', 'seed', wholeNumber(0), 0)
    .option('--index <n>', 'which sample of that seed', wholeNumber(0), 0)
    .option('--decimals <k>', 'truncate numbers to k decimals, 0: do not', wholeNumber(0), 3)
    .option('--html [file]', 'a page to step through instead, in a file or on standard output')
    .action(trace);
}

async function trace(name: string, { size, seed, index, decimals, html }: TraceOptions): Promise<void> {
  const view = traceView(sampleAt(name, size, seed, index, { truncateDecimals: decimals }));
  const output = openOutput(html === true ? undefined : html);
  await output.write(html === undefined ? renderTerminal(view, hasColours()) : renderPage(view));
  output.close();
}

/** On a terminal that knows colours, unless NO_COLOR is set; FORCE_COLOR says yes everywhere. */
function hasColours(): boolean {
  const { env, stdout } = process;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY && !env['NO_COLOR'] && stdout.hasColors();
}
