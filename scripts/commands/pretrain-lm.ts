import type { Command } from 'commander';
import { pretrainLanguageModel } from '../../lib/training/index.ts';
import {
  type ExperimentOptions,
  experimentCommand,
  pretrainingNamed,
  prepare,
} from '../experiment-options.ts';

/** `transnar pretrain-lm`: teaches a language model English, or resumes its run. */
export function registerPretrainLm(program: Command): void {
  experimentCommand(
    program,
    'pretrain-lm <experiment>',
    'train a language model on English, such as english-laptop; resumes its run',
  ).action(async (name: string, options: ExperimentOptions) => {
    const trained = await pretrainLanguageModel(pretrainingNamed(name, options), await prepare(options));
    process.stdout.write(`${trained.run.folder}\n`);
    trained.dispose();
  });
}
