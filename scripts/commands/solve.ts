/** `transnar solve`: text in, answer out. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  type UseOptions,
  experimentCommand,
  prepare,
  textNamed,
  trainOption,
  trainedFor,
} from '../experiment-options.ts';

export function define(command: Command): void {
  experimentCommand(command)
    .option(...trainOption)
    .action(async (name: string, file: string | undefined, options: ExperimentOptions & UseOptions) => {
      const { readQuestion, solve } = await import('../../lib/model/transnar/solve.ts');
      const experiment = await textNamed(name, options);
      const question = read(file);
      readQuestion(question); // A bad one is refused before any model is trained or loaded.
      const trained = await trainedFor(experiment, options, await prepare(options));
      const { text } = await solve(question, { ...trained, seed: trained.experiment.seed });
      process.stdout.write(text);
      trained.dispose();
    });
}

/** A file, or standard input. Throws one message where it cannot be read. */
function read(file: string | undefined): string {
  try {
    return readFileSync(file ?? 0, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file ?? 'standard input'}: name a file that holds a CLRS-Text question`, {
      cause: error,
    });
  }
}
