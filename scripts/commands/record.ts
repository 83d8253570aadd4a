/** `transnar record`: attempts to learn a set of algorithms with fewer tokens, and the table of records. */
import { Option, type Command } from 'commander';
import type { RecordSet } from '../../lib/experiment/index.ts';
import { dataFolder } from '../../lib/store/folders.ts';
import { prepare, saving, training } from '../experiment-options.ts';
import { wholeNumber } from '../options.ts';

interface RecordOptions {
  readonly model: 'transformer' | 'transnar';
  readonly change?: string;
  readonly seeds: readonly number[];
  readonly set: readonly string[];
  readonly out: string;
  readonly backend?: string;
}

const seedList = (text: string) => text.split(',').map(wholeNumber(0));

export function define(command: Command): void {
  command
    .addOption(
      new Option('--model <model>', 'what learns')
        .choices(['transformer', 'transnar'])
        .default('transformer'),
    )
    .option('--change <line>', 'what is tried, in one line')
    .option('--set <path=value>', 'a field of the experiment that is changed (repeatable)', collect, [])
    .option('--seeds <list>', 'one attempt for each', seedList, [0, 1, 2])
    .option('--out <file>', 'where attempts are written', dataFolder('results', 'records.jsonl'))
    .option('--backend <name>', 'tensor engine; default: the best one found')
    .action(record);
}

async function record(set: string | undefined, options: RecordOptions): Promise<void> {
  const { attemptRecord, readRecords, recordSetNames, writeRecord } = await training();
  if (options.change !== undefined) {
    if (!recordSetNames.includes(set as RecordSet)) {
      throw new Error(`There is no set "${set ?? ''}"; there are ${recordSetNames.join(', ')}.`);
    }
    const hooks = await prepare(options);
    for (const seed of options.seeds) {
      const attempt = { set: set as RecordSet, model: options.model, changes: options.set, seed };
      const { change } = options;
      const row = await saving((signal) => attemptRecord(attempt, change, { ...hooks, signal }));
      writeRecord(options.out, row);
    }
  }
  const { recordLines } = await import('../record-lines.ts');
  const rows = readRecords(options.out).filter((row) => set === undefined || row.set === set);
  process.stdout.write(recordLines(rows));
}

const collect = (value: string, before: readonly string[]) => [...before, value];
