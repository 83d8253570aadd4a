/** In which order equal values come. */
import { identity } from '../encodings.ts';

/**
 * Indices in ascending order of `values`; ties keep their order. The reference's `numpy.argsort` promises no order of
 * ties: up to 16 values NumPy 1.24 keeps it too, beyond that its quicksort does not, and later versions differ by
 * processor. So where more than 16 values are sorted and some are equal, which three decimals make likely, the
 * reference's own answer depends on its NumPy and may be another than ours: of activities and tasks, of edges in
 * Kruskal's algorithm, of the nodes that Prim's and Dijkstra's algorithms choose among.
 */
export function argsort(values: ArrayLike<number>): Int32Array {
  return identity(values.length).sort((a, b) => values[a] - values[b]);
}
