/** The training of a reasoner as the driver knows it: its model, and batches that worker threads make ahead. */
import { Nar } from '../model/nar/index.ts';
import { batchSource } from './batch-source.ts';
import type { NarExperiment } from '../experiment/index.ts';
import type { Kind } from './kind.ts';
import { narTask } from './nar-task.ts';
import { turnsOf } from './nar-turns.ts';
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
        const turns = turnsOf(experiment);
        const source = batchSource({ request: turns.at, isKnown: turns.isKnown, updates });
        const task = narTask(experiment, nar, parameters, turns, (update) => source.next(update));
        return { task, close: () => source.close() };
      },
    };
  },
};
