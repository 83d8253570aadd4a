/** `transnar evaluate`: scores of a trained model, as result rows. */
import type { Command } from 'commander';
import type { ResultRow } from '../../lib/metric/index.ts';
import {
  type ExperimentOptions,
  type UseOptions,
  experimentCommand,
  narNamed,
  prepare,
  saving,
  textNamed,
  trainOption,
  trainedFor,
  training,
} from '../experiment-options.ts';
import { wholeNumber, wholeNumbers } from '../options.ts';

interface EvaluateOptions extends ExperimentOptions, UseOptions {
  readonly out?: string;
  readonly sizes: readonly number[];
  readonly samples: number;
}

export function define(evaluate: Command): void {
  const out = [
    '--out <file>',
    'add the rows to a JSON-lines file, such as data/results/laptop.jsonl',
  ] as const;

  experimentCommand(evaluate.command('nar <experiment>').description('score a reasoner on graphs'))
    .option('--sizes <list>', 'problem sizes', wholeNumbers(1), [16, 32, 64])
    .option('--samples <n>', 'samples of each algorithm and size', wholeNumber(1), 32)
    .option(...trainOption)
    .option(...out)
    .action(async (name: string, options: EvaluateOptions) => {
      const { evaluateNar } = await training();
      const experiment = await narNamed(name, options);
      const hooks = await prepare(options);
      const trained = await trainedFor(experiment, options, hooks);
      await report(evaluateNar(trained, options.sizes, options.samples, hooks), options);
      trained.dispose();
    });

  experimentCommand(
    evaluate.command('text <experiment>').description('score a language model by free-running decoding'),
  )
    .option(...trainOption)
    .option(...out)
    .action(async (name: string, options: EvaluateOptions) => {
      const { evaluateLanguageModel } = await training();
      const experiment = await textNamed(name, options);
      const hooks = await prepare(options);
      const trained = await trainedFor(experiment, options, hooks);
      const rows = await saving((signal) => evaluateLanguageModel(trained, { ...hooks, signal }));
      await report(rows, options);
      trained.dispose();
    });
}

async function report(rows: readonly ResultRow[], { out }: EvaluateOptions): Promise<void> {
  const { writeRows } = await training();
  if (out) writeRows(out, rows);
  for (const { algorithm, size, metric, value, samples } of rows) {
    process.stdout.write(`${algorithm}\t${size}\t${metric}\t${value.toFixed(3)}\t(${samples} samples)\n`);
  }
}
