/** How long computations are stopped from outside: by the signal they were given, or by that of the notebook cell they run in. */

import { turn } from './host.ts';

/** Under this name a notebook's kernel leaves the signal of the cell that runs; there is none anywhere else. */
export const cellSignal = Symbol.for('transnar-lab.cell-signal');

/** What can be stopped. */
export interface Stoppable {
  readonly signal?: AbortSignal | undefined;
}

/** Thrown by work that was stopped, once it has saved how far it had come. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** The error of work that stops `where`. How to go on is what the one who stopped it says, or else what a terminal does. */
export function interrupted({ reason }: AbortSignal, where: string): Interrupted {
  const advice = typeof reason === 'string' ? reason : 'the same command resumes';
  return new Interrupted(`Interrupted ${where}; ${advice}.`);
}

/**
 * Does work that looks at its signal from time to time: in a notebook, where it was given none, at that of the cell, which
 * ■ aborts. It listens meanwhile, which tells the kernel that there is something to wait for, and to end nothing half done.
 */
export async function stoppable<H extends Stoppable, T>(hooks: H, act: (hooks: H) => Promise<T>): Promise<T> {
  const signal = hooks.signal ?? (globalThis as { [cellSignal]?: AbortSignal })[cellSignal];
  if (!signal) return act(hooks);
  const listener = () => undefined;
  signal.addEventListener('abort', listener);
  try {
    return await act({ ...hooks, signal });
  } finally {
    signal.removeEventListener('abort', listener);
  }
}

/** Awaited between parts of long work: lets signals through, and throws `Interrupted` where one asked to stop. */
export type Pause = () => Promise<void>;

/** The pause of work that a signal may stop, `where`. */
export const pauseFor =
  (signal: AbortSignal | undefined, where = 'between two parts'): Pause =>
  async () => {
    await turn();
    if (signal?.aborted) throw interrupted(signal, where);
  };

/** What a promise gives; undefined as soon as the signal is aborted. */
export function unlessAborted<T>(
  promise: T | Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> {
  let end = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => (end = () => resolve(undefined)));
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal?.removeEventListener('abort', end));
}
