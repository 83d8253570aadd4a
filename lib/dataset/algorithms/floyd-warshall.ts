/** Shortest paths between all pairs by Floyd and Warshall (CLRS section 23.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, positions } from '../encodings.ts';
import { graph } from '../inputs/graphs.ts';
import { sideOf } from '../procedures/matrix.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

export const floydWarshall = defineAlgorithm({
  name: 'floyd_warshall',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    Pi: output('edge', 'pointer'),
    Pi_h: hint('edge', 'pointer'),
    D: hint('edge', 'scalar'),
    msk: hint('edge', 'mask'),
    k: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: graph(0.5, { weighted: true }),
  benchmark: { largestTexts: { train: 10, validation: 11 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const adj = adjacency(A, n);
    const D = A.slice(); // self loops stay on the diagonal, as in the reference
    const msk = adj.slice();
    const Pi = Int32Array.from(D, (_, cell) => Math.trunc(cell / n));
    probes.input({ pos: positions(n), A, adj });

    for (let k = 0; k < n; k++) {
      const [before, known] = [D.slice(), msk.slice()];
      probes.hint({ Pi_h: Pi, D, msk, k });
      for (let i = 0; i < n; i++) {
        if (!known[i * n + k]) continue;
        const toK = before[i * n + k];
        for (let j = 0; j < n; j++) {
          if (!known[k * n + j]) continue;
          const cell = i * n + j;
          const detour = toK + before[k * n + j];
          if (!msk[cell] || detour < D[cell]) {
            D[cell] = detour;
            Pi[cell] = Pi[k * n + j];
          }
          msk[cell] = 1;
        }
      }
    }
    probes.output({ Pi });
  },
  /** A tree of shortest paths from each node. */
  cost({ A }, { Pi }) {
    const n = sideOf(A);
    const costs = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      // Row i says "no path" as it says "by an edge from i"; its own cell asks for no path.
      const pi = Int32Array.from({ length: n }, (_, j) => {
        const from = Pi[i * n + j];
        return j === i || (from === i && A[i * n + j] === 0) ? j : from;
      });
      if (pi.some((from, j) => from === j && j !== i && Pi[i * n + j] === j)) return undefined;
      const lengths = pathLengths(pi, i, A);
      if (!lengths) return undefined;
      costs.set(lengths, i * n);
    }
    return costs;
  },
});
