/** `transnar finetune`: trains a language model on CLRS-Text, or resumes its run. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  experimentCommand,
  languageNamed,
  prepare,
  reportRun,
  training,
} from '../experiment-options.ts';

export function registerFinetune(program: Command): void {
  experimentCommand(
    program,
    'finetune <experiment>',
    'train TransNAR or its baseline, such as transnar-laptop; resumes its run',
  ).action(async (name: string, options: ExperimentOptions) => {
    const { finetune } = await training();
    const experiment = await languageNamed(name, options);
    const trained = await finetune(experiment, await prepare(options));
    reportRun(trained.run);
    trained.dispose();
  });
}
