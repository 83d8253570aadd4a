/** The one way from an experiment to what it trains: found, resumed or begun, whatever its kind. */
import { engineInUse, withProductPrecision } from '../backend/index.ts';
import { stoppable } from '../backend/interruption.ts';
import { Parameters } from '../model/parameters.ts';
import {
  type Experiment,
  MissingRunError,
  changedSince,
  checkAnyExperiment,
  findRun,
  kindOf,
  openRun,
} from '../experiment/index.ts';
import { type Run, isTrained, loadPublished, loadVariables } from '../store/index.ts';
import { estimateOf } from './estimate.ts';
import type { Built, Kind, Need } from './kind.ts';
import { kinds } from './kinds.ts';
import { disposeOnFailure } from './loop/dispose-on-failure.ts';
import { awaitBatch } from './loop/take-update.ts';
import type { Task } from './loop/task.ts';
import { type TrainingHooks, train } from './loop/train.ts';
import type { Trained, TrainedBy } from './trained.ts';

/**
 * What an experiment trains: from its run if that has ended, else trained now (and from the run's checkpoint on, if there
 * is one), after what it needs: a reasoner, English, a teacher. Where no tensor engine was chosen, the best is. Throws
 * if the experiment is not valid or what it starts from does not fit it, `RunBusyError` while another process trains the
 * run, and `Interrupted` when it is interrupted, after saving.
 */
export const trainExperiment = <E extends Experiment>(
  experiment: E,
  hooks: TrainingHooks = {},
): Promise<TrainedBy<E>> => stoppable(hooks, (own) => obtain(experiment, own, trainNow));

/**
 * What an experiment trained. Trains nothing: throws `MissingRunError` where it, or what it reads, has not been trained to
 * its end.
 */
export const loadTrained = <E extends Experiment>(experiment: E): Promise<TrainedBy<E>> =>
  obtain(experiment, {}, refuse);

/** What is done where a run has not ended, or there is none. */
type Unfinished = (experiment: Experiment, hooks: TrainingHooks) => Training | Promise<Training>;

/** Trains models to the end of their run, which it returns. */
type Training = (built: Built<Trained>) => Promise<Run>;

async function obtain<E extends Experiment>(
  experiment: E,
  hooks: TrainingHooks,
  unfinished: Unfinished,
): Promise<TrainedBy<E>> {
  checkAnyExperiment(experiment);
  await engineInUse();
  const kind = kinds[kindOf(experiment)] as Kind<Experiment, Trained>;
  const found = findRun(experiment);
  const ended = found && isTrained(found) ? found : undefined;
  const training = ended ? () => Promise.resolve(ended) : await unfinished(experiment, hooks);
  const parameters = Parameters.seeded(kind.seed(experiment));
  const owned: Pick<Trained, 'dispose'>[] = [parameters];
  const dispose = () => owned.forEach((each) => each.dispose());
  const need: Need = async (other) => {
    const trained = await obtain(other, hooks, unfinished);
    owned.push(trained);
    return trained;
  };
  return disposeOnFailure(dispose, async () => {
    const built = await kind.build(experiment, parameters, need);
    const run = await training(built);
    load(run, kind, built);
    return { ...built.result, run, parameters, dispose } as Trained as TrainedBy<E>;
  });
}

/** Refuses to train. Throws `MissingRunError`. */
async function refuse(experiment: Experiment): Promise<never> {
  throw new MissingRunError(experiment, await estimateOf(experiment));
}

/**
 * Begins or resumes the run of an experiment once its models are built and its first batch is made, so that one that cannot
 * be leaves no folder.
 */
function trainNow(experiment: Experiment, hooks: TrainingHooks): Training {
  const kind = kinds[kindOf(experiment)] as Kind<Experiment, Trained>;
  const training = kind.training(experiment);
  withProductPrecision(training.precision ?? 'float32', () => undefined); // Throws where the engine cannot.
  kind.examine?.(experiment);
  return async ({ assign }) => {
    const { task, close } = await assign();
    try {
      const isNew = findRun(experiment) === undefined;
      const changed = isNew ? changedSince(experiment) : undefined;
      if (changed) hooks.notice?.(changed);
      const begun = isNew ? await withFirstBatch(task, hooks.signal) : task;
      const run = openRun(experiment);
      await train(run, begun, training, { label: experiment.name, ...hooks });
      return run;
    } finally {
      await close?.();
    }
  };
}

/** The task with its first batch made. Throws what refuses that, such as a text that is longer than the model's context. */
async function withFirstBatch<B>(task: Task<B>, signal: AbortSignal | undefined): Promise<Task<B>> {
  const first = await awaitBatch(task, 0, signal, 'before the first update');
  if (!task.elsewhere) return { ...task, batch: (update) => (update === 0 ? first : task.batch(update)) };
  task.release?.(first); // Those who compute make their own.
  return task;
}

function load(run: Run, { uses }: Kind<Experiment, Trained>, { learned }: Built<Trained>): void {
  if (run.published === undefined) loadVariables(run[uses], learned);
  else loadPublished(run, learned);
}
