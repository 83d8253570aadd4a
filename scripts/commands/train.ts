/** `transnar train`: trains whatever an experiment is about, or resumes its run. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  experimentCommand,
  experimentNamed,
  prepare,
  reportRun,
  saving,
  training,
} from '../experiment-options.ts';

export function define(command: Command): void {
  experimentCommand(command).action(train);
}

async function train(name: string, options: ExperimentOptions): Promise<void> {
  const { readManifest, trainExperiment } = await training();
  const experiment = await experimentNamed(name, options);
  const hooks = await prepare(options);
  const trained = await saving((signal) => trainExperiment(experiment, { ...hooks, signal }));
  reportRun(trained.run);
  const { seconds, waited } = readManifest(trained.run);
  if (seconds !== undefined && waited !== undefined) {
    process.stderr.write(
      `${seconds.toFixed(0)} s of training, of which ${waited.toFixed(1)} s waiting for data\n`,
    );
  }
  trained.dispose();
}
