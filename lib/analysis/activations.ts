/** What a model shows of itself while it runs, as plain numbers by name. */
import { watching } from '../model/watch.ts';

/** One named activation, row by row. */
export interface Activation {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * The activations that `act` shows and whose names are wanted, by name, as lists: a module that runs several times shows
 * the same name each time. `act` must not be asynchronous; what it returns is left to it.
 */
export function activationsOf(
  act: () => unknown,
  wanted: (name: string) => boolean = () => true,
): Map<string, Activation[]> {
  const seen = new Map<string, Activation[]>();
  watching(
    (name, value) => {
      const all = seen.get(name) ?? [];
      all.push({ shape: value.shape, values: Float32Array.from(value.dataSync()) });
      seen.set(name, all);
    },
    act,
    wanted,
  );
  return seen;
}
