/** `transnar clrs`: reasoners to google-deepmind/clrs and from there. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  type UseOptions,
  backendOption,
  experimentCommand,
  narNamed,
  prepare,
  trainOption,
  trainedFor,
  training,
} from '../experiment-options.ts';
import { wholeNumber, wholeNumbers } from '../options.ts';

interface ScoreOptions {
  readonly sizes: readonly number[];
  readonly samples: number;
  readonly seed: number;
  readonly backend?: string;
}

export function define(clrs: Command): void {
  experimentCommand(
    clrs
      .command('export <experiment>')
      .description('write a reasoner under the names of google-deepmind/clrs'),
  )
    .requiredOption('--out <file>', 'a safetensors file')
    .option(...trainOption)
    .action(async (name: string, options: ExperimentOptions & UseOptions & { readonly out: string }) => {
      const { exportToClrs } = await training();
      const experiment = await narNamed(name, options);
      const trained = await trainedFor(experiment, options, await prepare(options));
      exportToClrs(options.out, trained);
      trained.dispose();
    });
  clrs
    .command('score <file>')
    .description(
      'score the reasoner of a file on the problems that the sampler of google-deepmind/clrs draws',
    )
    .option('--sizes <list>', 'problem sizes', wholeNumbers(1), [16])
    .option('--samples <n>', 'samples of each algorithm and size', wholeNumber(1), 32)
    .option('--seed <n>', 'seed of the sampler', wholeNumber(0), 1)
    .option(...backendOption)
    .action(async (file: string, options: ScoreOptions) => {
      const { importFromClrs, scoreOnClrs } = await training();
      await prepare({ set: [], ...options });
      const reasoner = importFromClrs(file);
      for (const algorithm of reasoner.algorithms) {
        for (const size of options.sizes) {
          const score = scoreOnClrs(reasoner, { algorithm, size, ...options });
          process.stdout.write(
            `${algorithm}\t${size}\tclrs\t${score.toFixed(4)}\t(${options.samples} samples)\n`,
          );
        }
      }
      reasoner.dispose();
    });
}
