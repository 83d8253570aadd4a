/** How long computations are stopped from outside: by the signal they were given, or by that of the notebook cell they run in. */

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
 * ■ aborts. It listens meanwhile, which tells the kernel that there is something to wait for.
 */
export async function stoppable<H extends Stoppable, T>(hooks: H, act: (hooks: H) => Promise<T>): Promise<T> {
  const signal = hooks.signal ?? (globalThis as { [cellSignal]?: AbortSignal })[cellSignal];
  if (!signal) return act(hooks);
  const listener = () => undefined;
  signal.addEventListener('abort', listener);
  // Until the first await of its cell, ■ ends code wherever it is: from here on nothing is left half done.
  await undefined;
  try {
    return await act({ ...hooks, signal });
  } finally {
    signal.removeEventListener('abort', listener);
  }
}
