/** How long commands take to answer that have next to nothing to do: the processor time of a whole process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { projectFolder } from '../lib/store/folders.ts';
import { type MeasureOptions, median, rounded } from './measure.ts';

/** Commands that must answer at once, and the seconds of processor time that they may take. */
const commands: readonly { readonly words: readonly string[]; readonly limit: number }[] = [
  { words: ['--help'], limit: 0.3 },
  { words: ['sample', 'bfs'], limit: 0.6 },
  { words: ['trace', 'bfs'], limit: 0.6 },
  { words: ['runs'], limit: 0.6 },
];

interface Answer {
  readonly command: string;
  /** Of all threads, user and system. */
  readonly median_s: number;
  readonly max_s: number;
  readonly limit_s: number;
}

/** Runs every command that often, one after another. Throws where one fails. */
export function run({ repeats }: MeasureOptions): { readonly commands: readonly Answer[] } {
  return {
    commands: commands.map(({ words, limit }) => {
      const seconds = Array.from({ length: repeats }, () => processorSeconds(words));
      return {
        command: ['transnar', ...words].join(' '),
        median_s: rounded(median(seconds)),
        max_s: rounded(Math.max(...seconds)),
        limit_s: limit,
      };
    }),
  };
}

/** Makes a process say at its end what it took, on a channel of its own. */
const preload = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.cpuUsage())));
`)}`;

function processorSeconds(words: readonly string[]): number {
  const entry = join(projectFolder(), 'scripts/transnar.mjs');
  const { status, output } = spawnSync(process.execPath, ['--import', preload, entry, ...words], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`transnar ${words.join(' ')} failed with exit code ${status}.`);
  const { user, system } = JSON.parse(output[3] ?? '') as NodeJS.CpuUsage;
  return (user + system) / 1e6;
}
