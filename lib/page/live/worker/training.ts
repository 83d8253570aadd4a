/** A small reasoner that learns in the page: the updates and scores of any training, without a run that is kept. */
import { type Pause, pauseFor } from '../../../backend/interruption.ts';
import type { NarExperiment } from '../../../experiment/nar-experiment.ts';
import { Nar } from '../../../model/nar/nar.ts';
import { Parameters } from '../../../model/parameters.ts';
import { Optimizer } from '../../../optimizer/index.ts';
import { learningRate } from '../../../training/loop/schedule.ts';
import { takeUpdate } from '../../../training/loop/take-update.ts';
import { narTask } from '../../../training/nar-task.ts';
import { turnsOf } from '../../../training/nar-turns.ts';
import type { TrainingReport } from '../protocol.ts';

/** Tells `report` of every update and validation. Throws `Interrupted` when the signal is aborted. */
export async function trainTiny(
  experiment: NarExperiment,
  report: (report: TrainingReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const { training, validation } = experiment;
  const parameters = Parameters.seeded(experiment.seed);
  const nar = new Nar(experiment.model, experiment.algorithms, parameters);
  const turns = turnsOf(experiment);
  const task = narTask(experiment, nar, parameters, turns);
  const optimizer = new Optimizer(task.parameters, training);
  const pause: Pause = pauseFor(signal, 'between two updates');
  try {
    for (let update = 0; update < training.updates; update++) {
      const rate = learningRate(training.schedule, update, training.updates);
      const { result } = await takeUpdate(task, optimizer, { update, learningRate: rate, signal });
      const { algorithm } = turns.at(update);
      report({ kind: 'update', update: update + 1, algorithm, loss: result.loss });
      const scores = (update + 1) % validation.every === 0 ? await task.validation?.scores(pause) : undefined;
      if (scores) {
        task.validated?.(scores, update + 1);
        report({ kind: 'scores', update: update + 1, scores });
      }
      await pause();
    }
  } finally {
    optimizer.dispose();
    parameters.dispose();
  }
}
