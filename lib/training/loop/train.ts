/** The loop: from a run's checkpoint, or from its start, until training has ended. */
import type * as tf from '@tensorflow/tfjs';
import { Interrupted, interrupted } from '../../backend/interruption.ts';
import { type Run, loadPublished, readManifest, readMetrics } from '../../store/index.ts';
import { readCheckpoint } from '../../store/checkpoint.ts';
import { fill } from '../../store/fill.ts';
import { continueRun } from '../../store/new-run.ts';
import { holding } from '../../store/run-lock.ts';
import { isThere } from '../../store/unreadable.ts';
import { Optimizer } from '../../optimizer/index.ts';
import { AverageParameters } from './average.ts';
import { type Progress, tracker } from './progress.ts';
import { readProgress } from './saved-progress.ts';
import { type Resumed, Session } from './session.ts';
import type { Task, TrainingOptions } from './task.ts';

/** What a training tells while it runs, and how it is interrupted. */
export interface TrainingHooks {
  readonly label?: string;
  readonly progress?: Progress | undefined;
  /**
   * Told once where the time goes, after the first turns of all kinds of updates; and before a run begins anew whose
   * checkpoint is gone.
   */
  readonly notice?: ((text: string) => void) | undefined;
  /** Aborting saves a checkpoint and ends training with an error that says how to resume; default: ■ in a notebook. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Trains until `options.updates`, or until validation finds the scores good enough, from the run's checkpoint if there is
 * one; a run that has ended or was published returns at once, with the parameters loaded. On the same engine a resumed run
 * ends with the same parameters as an uninterrupted one. Throws `RunBusyError` while another process trains the run.
 */
export async function train<B>(
  run: Run,
  task: Task<B>,
  options: TrainingOptions,
  hooks: TrainingHooks = {},
): Promise<void> {
  if (run.published !== undefined) return loadPublished(run, task.parameters);
  const sitting = () => trainOn(run, task, options, hooks);
  return readManifest(run).finished ? sitting() : holding(run, sitting);
}

async function trainOn<B>(
  run: Run,
  task: Task<B>,
  options: TrainingOptions,
  { label = 'training', progress, notice, signal }: TrainingHooks,
): Promise<void> {
  const optimizer = new Optimizer(task.parameters, options);
  const average = options.average && new AverageParameters(task.parameters, options.average);
  try {
    const state = new Map([...(average?.saved() ?? task.parameters), ...optimizer.state()]);
    const goesOn = readManifest(run).finished !== undefined || isThere(run.checkpoint);
    const resumed = goesOn ? resume(run.checkpoint, state, options) : undefined;
    if (!resumed) tellNewStart(run, notice);
    const session = new Session({ run, task, options, optimizer, average, state, resumed, signal });
    const report = tracker(label, options.updates, progress && ((state) => progress({ ...state, run })));
    const measured = session.update + (task.turns?.cycle ?? Infinity);
    if (!session.ended) continueRun(run, session.update);
    try {
      await session.catchUp();
      while (!session.ended) {
        const { loss } = await session.step();
        const note = session.describe(loss);
        if (session.ended) progress?.({ label, done: session.update, total: session.update, note, run });
        else report(session.update, note);
        if (session.update === measured) notice?.(session.timings.report(options.updates));
        if (signal?.aborted) throw interrupted(signal, 'between two updates');
      }
    } catch (error) {
      if (!(error instanceof Interrupted) || !signal) {
        session.rescue();
        throw error;
      }
      session.save();
      throw interrupted(signal, `after update ${session.update} of ${options.updates}`);
    }
    session.finish();
    average?.use();
  } finally {
    optimizer.dispose();
    average?.dispose();
  }
}

/** A run that had come further, and has nothing to go on from, does not begin anew in silence. */
function tellNewStart(run: Run, notice: TrainingHooks['notice']): void {
  const last = readMetrics(run).at(-1);
  if (!last) return;
  notice?.(
    `There is no checkpoint at ${run.checkpoint}, though its training had come to update ${last.update}: it begins anew.`,
  );
}

/** Gives a training the state of its checkpoint. Throws one message, before anything changes, if that is damaged. */
function resume(
  path: string,
  state: ReadonlyMap<string, tf.Variable>,
  { updates, precision }: TrainingOptions,
): Resumed {
  const { tensors, metadata, vouched } = readCheckpoint(path, (name) => state.has(name));
  const progress = readProgress(metadata, path, updates);
  refuseOtherPrecision(metadata, path, precision);
  fill(state, tensors, path);
  return { progress, vouched };
}

/** Checkpoints of both precisions hold the same float32 numbers: only what they say of themselves tells them apart. */
function refuseOtherPrecision(
  { precision: before = 'float32' }: Readonly<Record<string, string>>,
  path: string,
  precision: string = 'float32',
): void {
  if (before === precision) return;
  throw new Error(
    `${path} was trained with products in ${before}, this run has them in ${precision}: a run keeps one precision to ` +
      'its end. Put its own checkpoint back, or start a run from this one (initialisation of kind checkpoint).',
  );
}
