/** `transnar pretrain-lm`: teaches a language model English, or resumes its run. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  experimentCommand,
  pretrainingNamed,
  prepare,
  reportRun,
  training,
} from '../experiment-options.ts';

export function registerPretrainLm(program: Command): void {
  experimentCommand(
    program,
    'pretrain-lm <experiment>',
    'train a language model on English, such as english-laptop; resumes its run',
  ).action(async (name: string, options: ExperimentOptions) => {
    const { pretrainLanguageModel } = await training();
    const trained = await pretrainLanguageModel(
      await pretrainingNamed(name, options),
      await prepare(options),
    );
    reportRun(trained.run);
    trained.dispose();
  });
}
