/** One update of a task: computed here from its batch, or by those that compute it elsewhere. */
import { GpuMemoryError } from '../../backend/index.ts';
import { interrupted, unlessAborted } from '../../backend/interruption.ts';
import type { Optimizer, Update } from '../../optimizer/index.ts';
import type { Task } from './task.ts';

/** Which update, how large its step is, and what may stop it. */
export interface UpdateOptions {
  readonly update: number;
  readonly learningRate: number;
  readonly signal?: AbortSignal | undefined;
}

/** What an update was. */
export interface Taken {
  readonly result: Update;
  /** Of its batch, if that is text. */
  readonly tokens: number | undefined;
  /** Seconds of waiting for the batch. */
  readonly waited: number;
  /** Operations of products that were computed elsewhere. */
  readonly flops: number;
}

/** Throws `Interrupted` if the signal is aborted while the batch is waited for; what has begun to compute comes to its end. */
export async function takeUpdate<B>(
  task: Task<B>,
  optimizer: Optimizer,
  { update, learningRate, signal }: UpdateOptions,
): Promise<Taken> {
  const moment = { learningRate, count: update + 1 };
  if (task.elsewhere) {
    const { parts, tokens, flops } = await task.elsewhere.parts(update);
    return { result: optimizer.updateBy(parts, moment), tokens, waited: 0, flops };
  }
  const start = performance.now();
  const batch = await awaitBatch(task, update, signal);
  const waited = (performance.now() - start) / 1000;
  const result = withinMemory(task, () =>
    optimizer.update(task.losses(batch, update), moment, task.trained?.(update)),
  );
  const tokens = task.tokens?.(batch);
  task.release?.(batch);
  return { result, tokens, waited, flops: 0 };
}

/** What `act` gives. Where it throws that a GPU's memory is too small, the error says how the task can be made smaller. */
export function withinMemory<B, T>({ smaller }: Pick<Task<B>, 'smaller'>, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof GpuMemoryError) || smaller === undefined) throw error;
    throw new GpuMemoryError(`${error.message} ${smaller}`, { cause: error });
  }
}

/** The batch of an update. Throws `Interrupted`, `where`, if the signal is aborted while it is waited for. */
export async function awaitBatch<B>(
  task: Task<B>,
  update: number,
  signal: AbortSignal | undefined,
  where = 'before an update',
): Promise<B> {
  const batch = await unlessAborted(task.batch(update), signal);
  if (batch === undefined && signal?.aborted) throw interrupted(signal, where);
  return batch as B;
}
