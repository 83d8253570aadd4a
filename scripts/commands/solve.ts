/** `transnar solve`: text in, answer out. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { receivedQuestion } from '../../lib/dataset/index.ts';
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
    .addHelpText(
      'after',
      '\nThe answer goes to standard output; beside it, on standard error, the truth with a star at each wrong element.',
    )
    .action(async (name: string, file: string | undefined, options: ExperimentOptions & UseOptions) => {
      const { readQuestion, solve } = await import('../../lib/model/transnar/solve.ts');
      const experiment = await textNamed(name, options);
      const question = read(file);
      const asked = readQuestion(question); // A bad one is refused before any model is trained or loaded.
      const trained = await trainedFor(experiment, options, await prepare(options));
      const { text, truth } = await solve(question, { ...trained, seed: trained.experiment.seed });
      process.stdout.write(text);
      trained.dispose();
      const { answerLines } = await import('../answer-lines.ts');
      const { unfamiliar } = await import('../../lib/analysis/unfamiliar.ts');
      for (const each of unfamiliar(asked, trained.experiment)) process.stderr.write(`warning: ${each}\n`);
      process.stderr.write(
        answerLines({ question: receivedQuestion(question), answer: truth, prediction: text }),
      );
    });
}

/** A file, or standard input, which is called - as well. Throws one message where it cannot be read. */
function read(file: string | undefined): string {
  try {
    return readFileSync(file === undefined || file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read ${file ?? 'standard input'}: name a file that holds a CLRS-Text question`, {
      cause: error,
    });
  }
}
