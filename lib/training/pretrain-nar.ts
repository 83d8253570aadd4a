/** The training of a reasoner as the driver knows it: its model, and batches that worker threads make ahead. */
import { Nar } from '../model/nar/index.ts';
import { batchSource } from './batch-source.ts';
import type { NarExperiment } from '../experiment/index.ts';
import type { Kind } from './kind.ts';
import { narTask, trainingRequest } from './nar-task.ts';
import type { TrainedNar } from './trained.ts';

/** A reasoner: the parameters that validated best are used. */
export const reasonerKind: Kind<NarExperiment, TrainedNar> = {
  uses: 'best',
  seed: ({ seed }) => seed,
  training: ({ training }) => training,
  build(experiment, parameters) {
    const nar = new Nar(experiment.model, experiment.algorithms, parameters);
    return {
      result: { experiment, nar },
      learned: parameters.entries(),
      assign() {
        const { updates } = experiment.training;
        const source = batchSource((update) => trainingRequest(experiment, update), updates);
        const task = narTask(experiment, nar, parameters, (update) => source.next(update));
        return { task, close: () => source.close() };
      },
    };
  },
};
