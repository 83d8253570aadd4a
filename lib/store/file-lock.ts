/** One process at a time replaces a file that several add to: the others wait for the moment that it takes. */
import { RunBusyError, release, take } from './run-lock.ts';

/** Longer than any replacement takes; a lock that is held for longer is not one of those. */
const patienceMs = 30_000;
const pauseMs = 20;

/**
 * Acts while no other process does so for the same file, on whatever machine that shares the folder; what is read and
 * written within `act` is lost by nobody. Blocks while another one acts. Throws `RunBusyError` where that takes too long.
 */
export function updating<T>(path: string, act: () => T): T {
  const lock = `${path}.lock`;
  const content = takeInTurn(lock, Date.now() + patienceMs);
  try {
    return act();
  } finally {
    release(lock, content);
  }
}

function takeInTurn(lock: string, until: number): string {
  for (;;) {
    try {
      return take(lock);
    } catch (error) {
      if (!(error instanceof RunBusyError) || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}
