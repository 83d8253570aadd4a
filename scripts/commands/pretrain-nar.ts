/** `transnar pretrain-nar`: trains a reasoner, or resumes its run. */
import type { Command } from 'commander';
import {
  type ExperimentOptions,
  experimentCommand,
  narNamed,
  prepare,
  reportRun,
  training,
} from '../experiment-options.ts';

export function registerPretrainNar(program: Command): void {
  experimentCommand(
    program,
    'pretrain-nar <experiment>',
    'train a reasoner, such as nar-laptop; resumes its run',
  ).action(async (name: string, options: ExperimentOptions) => {
    const { pretrainNar, readManifest } = await training();
    const experiment = await narNamed(name, options);
    const trained = await pretrainNar(experiment, await prepare(options));
    reportRun(trained.run);
    const { seconds, waited } = readManifest(trained.run);
    if (seconds !== undefined && waited !== undefined) {
      process.stderr.write(
        `${seconds.toFixed(0)} s of training, of which ${waited.toFixed(1)} s waiting for data\n`,
      );
    }
    trained.dispose();
  });
}
