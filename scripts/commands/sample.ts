/** `transnar sample`: problems with their solutions, as JSON lines or Parquet. */
import type { Command } from 'commander';
import { type SamplerOptions, type Trajectory, sampleAt, sampleStream } from '../../lib/dataset/index.ts';
import { passingProgress, tracker } from '../../lib/training/loop/progress.ts';
import { writeParquet } from '../data/parquet.ts';
import { textRow, trajectoryRow } from '../data/rows.ts';
import { wholeNumber } from '../options.ts';
import { openOutput, writeLines } from '../output.ts';

interface SampleOptions {
  readonly size: number;
  readonly seed: number;
  readonly count: number;
  readonly hints?: boolean;
  readonly text?: boolean;
  readonly decimals?: number;
  readonly stream?: boolean;
  readonly out?: string;
}

/** Decimals of CLRS-Text's numbers as it is published. */
const textDecimals = 3;

export function define(command: Command): void {
  command
    .option('--size <n>', 'problem size', wholeNumber(1), 8)
    .option('--seed <n>', 'seed', wholeNumber(0), 0)
    .option('--count <n>', 'number of samples', wholeNumber(0), 1)
    .option('--hints', 'with the steps of the algorithm')
    .option('--text', 'as CLRS-Text: text, question, answer, algo_name, length, use_hints')
    .option(
      '--decimals <k>',
      `truncate numbers to k decimals, 0: do not (default: ${textDecimals} as text, else 0)`,
      wholeNumber(0),
    )
    .option(
      '--stream',
      "the reference's stream of numpy.random.RandomState(seed) instead of one key per sample",
    )
    .option('--out <file>', 'write to a file; *.parquet is Parquet with the columns of --text')
    .action(sample);
}

async function sample(name: string, options: SampleOptions): Promise<void> {
  const { size, seed, hints = false, out } = options;
  const isParquet = out?.endsWith('.parquet') ?? false;
  const isText = isParquet || (options.text ?? false);
  const truncateDecimals = options.decimals ?? (isText ? textDecimals : 0);
  const toText = (trajectory: Trajectory) => textRow(trajectory, size, hints);
  // Fails here for a wrong name or size, before a file is opened.
  const first = sampleAt(name, size, seed, 0, { truncateDecimals }, { hints });
  const samples = trajectories(name, options, { truncateDecimals });

  if (isParquet && out !== undefined)
    return writeParquet(out, map(samples, toText), toText(first).text.length);
  const toRow = isText ? toText : (trajectory: Trajectory) => trajectoryRow(trajectory, size, hints);
  const output = openOutput(out);
  await writeLines(
    output,
    map(samples, (trajectory) => JSON.stringify(toRow(trajectory))),
  );
  output.close();
}

function* trajectories(
  name: string,
  { size, seed, count, stream, hints = false }: SampleOptions,
  options: SamplerOptions,
): Generator<Trajectory> {
  const report = tracker('samples', count, passingProgress(), 0.2);
  const inOrder = stream ? sampleStream(name, size, seed, options, { hints }) : undefined;
  for (let index = 0; index < count; index++) {
    yield inOrder ? inOrder.next().value : sampleAt(name, size, seed, index, options, { hints });
    report(index + 1);
  }
}

function* map<A, B>(values: Iterable<A>, change: (value: A) => B): Generator<B> {
  for (const value of values) yield change(value);
}
