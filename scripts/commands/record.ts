/** `transnar record`: attempts to learn a set of algorithms with fewer tokens, and the table of records. */
import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import type { RecordAttempt, RecordSet } from '../../lib/experiment/index.ts';
import { committedResults, dataFolder, recordsFile } from '../../lib/store/folders.ts';
import { backendOption, prepare, saving, training } from '../experiment-options.ts';
import { setOption, wholeNumbers } from '../options.ts';

interface RecordOptions {
  readonly model: 'transformer' | 'transnar';
  readonly change?: string;
  readonly seeds: readonly number[];
  readonly set: readonly string[];
  readonly dryRun?: boolean;
  readonly out: string;
  readonly backend?: string;
}

export function define(command: Command): void {
  command
    .addOption(
      new Option('--model <model>', 'what learns')
        .choices(['transformer', 'transnar'])
        .default('transformer'),
    )
    .option('--change <line>', 'what is tried, in one line')
    .addOption(setOption('a field of the experiment that is changed'))
    .option('--seeds <list>', 'one attempt for each', wholeNumbers(0), [0, 1, 2])
    .option('--dry-run', 'show the configuration, and in what it differs from the preset; train nothing')
    .option('--out <file>', 'where attempts are written', dataFolder('results', recordsFile))
    .option(...backendOption)
    .action(record);
}

/** What says how an attempt is made: the table asks for none of it. */
const ofAttempts = ['model', 'set', 'seeds', 'backend'] as const;

async function record(set: string | undefined, options: RecordOptions, command: Command): Promise<void> {
  const given = ofAttempts.filter((option) => command.getOptionValueSource(option) === 'cli');
  if (options.change === undefined && !options.dryRun && given.length > 0) {
    const names = given.map((option) => `--${option}`).join(', ');
    throw new Error(
      `${names} without --change: say with --change what is tried, or look at it first with --dry-run.`,
    );
  }
  if (set !== undefined) await setNamed(set);
  if (options.dryRun) {
    const { dryRunLines } = await import('../dry-run-lines.ts');
    process.stdout.write(dryRunLines(await attemptsOf(set, options)));
    return;
  }
  const { attemptRecord, readRecords, writeRecord } = await training();
  if (options.change !== undefined) {
    const attempts = await attemptsOf(set, options);
    const hooks = await prepare(options);
    const { change } = options;
    for (const attempt of attempts) {
      writeRecord(
        options.out,
        await saving((signal) => attemptRecord(attempt, change, { ...hooks, signal })),
      );
    }
  }
  const { recordLines } = await import('../record-lines.ts');
  // Where nobody has named a file, the table is that of the project with the attempts of this machine.
  const tables =
    command.getOptionValueSource('out') === 'default'
      ? [...new Set([committedResults(recordsFile), options.out])].filter(existsSync)
      : [options.out];
  const rows = tables.flatMap(readRecords).filter((row) => set === undefined || row.set === set);
  process.stdout.write(recordLines(rows));
}

/** An attempt for each seed. */
async function attemptsOf(
  name: string | undefined,
  { model, set: changes, seeds }: RecordOptions,
): Promise<RecordAttempt[]> {
  const set = await setNamed(name);
  return seeds.map((seed) => ({ set, model, changes, seed }));
}

/** Throws where none is named, or there is no such set. */
async function setNamed(name: string | undefined): Promise<RecordSet> {
  const { recordSetNames } = await training();
  const found = recordSetNames.find((each) => each === name);
  if (found) return found;
  const none = name === undefined ? 'Name the set that is learned' : `There is no set "${name}"`;
  throw new Error(`${none}; there are ${recordSetNames.join(', ')}.`);
}
