/** How long work is asked to stop, and where it looks whether it was. */
import { setImmediate } from 'node:timers/promises';

/** Thrown where work was left because it was asked to stop. */
export class Interruption extends Error {}

/** Awaited between parts of long work: lets signals through, and throws `Interruption` where one asked to stop. */
export type Pause = () => Promise<void>;

/** The pause of work that a signal may stop. */
export const pauseFor =
  (signal: AbortSignal | undefined): Pause =>
  async () => {
    await setImmediate();
    if (signal?.aborted) throw new Interruption('Interrupted.');
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
