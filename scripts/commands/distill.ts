/** `transnar distill`: trains a text-only Transformer on the answers of a TransNAR, or resumes its run. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  distillationNamed,
  experimentCommand,
  prepare,
  reportRun,
  training,
} from '../experiment-options.ts';

export function registerDistill(program: Command): void {
  experimentCommand(
    program,
    'distill <experiment>',
    'teach a Transformer what TransNAR answers, such as distilled-laptop; resumes its run',
  ).action(async (name: string, options: ExperimentOptions) => {
    const { distill } = await training();
    const experiment = await distillationNamed(name, options);
    const trained = await distill(experiment, await prepare(options));
    reportRun(trained.run);
    trained.dispose();
  });
}
