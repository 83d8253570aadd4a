/** Whether pointers to parents are what some depth-first search leaves behind. */
import { sideOf } from './matrix.ts';

/**
 * Whether `pi` [n] is the forest of a depth-first search of the graph A [n x n] that takes roots and neighbours in some
 * order. A search goes on until no neighbour is white, so an edge between two subtrees leads to one that was finished
 * before: these edges must leave an order of siblings, and of roots, without a cycle.
 */
export function isDepthFirstForest(A: Float64Array, pi: ArrayLike<number>): boolean {
  const n = sideOf(A);
  const depth = Array.from({ length: n }, (_, node) => depthOf(node, pi));
  for (let v = 0; v < n; v++) {
    if (depth[v] === undefined || (pi[v] !== v && A[pi[v] * n + v] === 0)) return false;
  }
  /** later[a * n + b]: sibling a is visited after sibling b. */
  const later = new Uint8Array(n * n);
  for (let u = 0; u < n; u++) {
    for (let v = 0; v < n; v++) {
      if (A[u * n + v] === 0) continue;
      let [a, b] = [u, v];
      while (depth[a]! > depth[b]!) a = pi[a];
      while (depth[b]! > depth[a]!) b = pi[b];
      if (a === b) continue; // One lies below the other.
      while (pi[a] !== pi[b] && pi[a] !== a) [a, b] = [pi[a], pi[b]];
      later[a * n + b] = 1;
    }
  }
  return isAcyclic(later, n);
}

/** Steps from a node to its root; undefined if it has none. */
function depthOf(start: number, pi: ArrayLike<number>): number | undefined {
  let [depth, node] = [0, start];
  for (; pi[node] !== node; node = pi[node]) if (++depth >= pi.length) return undefined;
  return depth;
}

/** Nodes without a successor are taken away until none is left. */
function isAcyclic(edges: Uint8Array, n: number): boolean {
  const left = new Set(Array.from({ length: n }, (_, node) => node));
  const isSink = (node: number) => ![...left].some((other) => edges[node * n + other] === 1);
  for (let sinks = [...left]; sinks.length > 0;) {
    sinks = [...left].filter(isSink);
    for (const node of sinks) left.delete(node);
  }
  return left.size === 0;
}
