import { identity } from '../encodings.ts';

/** Indices in ascending order of `values`; ties keep their order. */
export function argsort(values: ArrayLike<number>): Int32Array {
  return identity(values.length).sort((a, b) => values[a] - values[b]);
}
