/** What Prim's and Dijkstra's algorithms have in common. */
import { identity } from '../encodings.ts';
import { sideOf } from './matrix.ts';

/** The common state of Prim's and Dijkstra's algorithms. */
export interface BestFirstState {
  readonly pi: Int32Array;
  /** The smallest known cost of every node that was reached. */
  readonly key: Float64Array;
  readonly mark: Uint8Array;
  readonly in_queue: Uint8Array;
  u: number;
}

/**
 * Takes the cheapest node u from a queue until it is empty and offers its unmarked neighbours the key
 * `cost(key[u], weight)`. `record` sees the start and every node taken.
 */
export function bestFirst(
  A: Float64Array,
  source: number,
  cost: (key: number, weight: number) => number,
  record: (state: BestFirstState) => void,
): Int32Array {
  const n = sideOf(A);
  const state = {
    pi: identity(n),
    key: new Float64Array(n),
    mark: new Uint8Array(n),
    in_queue: new Uint8Array(n),
    u: source,
  };
  const { pi, key, mark, in_queue } = state;
  in_queue[source] = 1;
  record(state);

  for (let u = source; u >= 0; u = cheapest(key, in_queue)) {
    mark[u] = 1;
    in_queue[u] = 0;
    for (let v = 0; v < n; v++) {
      const weight = A[u * n + v];
      if (weight === 0 || mark[v]) continue;
      const offer = cost(key[u], weight);
      if (in_queue[v] && offer >= key[v]) continue;
      pi[v] = u;
      key[v] = offer;
      in_queue[v] = 1;
    }
    state.u = u;
    record(state);
  }
  return pi;
}

/** The node in the queue with the smallest key, the first of several; -1 if the queue is empty. */
function cheapest(key: Float64Array, in_queue: Uint8Array): number {
  let best = -1;
  for (let v = 0; v < key.length; v++) {
    if (in_queue[v] && (best < 0 || key[v] < key[best])) best = v;
  }
  return best;
}
