/** What a tree of predecessors, as searches for paths give it, says of each node. */

/**
 * The length of the path from `source` to each node [n] that the pointers `pi` [n] make: the sum of the weights on the
 * way, those from u to v at A[u * n + v]. Infinity for a node that points to itself, which is not reached. Undefined if the pointers make no tree from
 * the source: a cycle, a step with weight 0, which is no edge, or a path from elsewhere.
 */
export function pathLengths(
  pi: ArrayLike<number>,
  source: number,
  A: ArrayLike<number>,
): Float64Array | undefined {
  const lengths = new Float64Array(pi.length).fill(NaN);
  for (let start = 0; start < pi.length; start++) {
    const path: number[] = [];
    let node = start;
    for (; Number.isNaN(lengths[node]) && pi[node] !== node; node = pi[node]) {
      if (path.length === pi.length) return undefined;
      path.push(node);
    }
    if (Number.isNaN(lengths[node])) lengths[node] = node === source ? 0 : Infinity;
    for (const next of path.reverse()) {
      const weight = A[pi[next] * pi.length + next];
      if (weight === 0 || lengths[pi[next]] === Infinity) return undefined;
      lengths[next] = lengths[pi[next]] + weight;
    }
  }
  return lengths[source] === 0 ? lengths : undefined;
}
