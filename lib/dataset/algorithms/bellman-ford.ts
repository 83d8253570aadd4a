/** Shortest paths by Bellman and Ford, every edge relaxed in every round (CLRS section 22.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graphWithSource } from '../inputs/graphs.ts';
import { sideOf } from '../procedures/matrix.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

export const bellmanFord = defineAlgorithm({
  name: 'bellman_ford',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    s: input('node', 'mask_one'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    pi: output('node', 'pointer'),
    pi_h: hint('node', 'pointer'),
    d: hint('node', 'scalar'),
    msk: hint('node', 'mask'),
  },
  minimumSize: 2,
  sample: graphWithSource(0.5, { weighted: true }),
  benchmark: { largestTexts: { train: 31, validation: 32 } },
  restore: ({ A, s }) => ({ A: Float64Array.from(A), s }),
  run({ A, s }, probes) {
    const n = sideOf(A);
    const pi = identity(n);
    const d = new Float64Array(n);
    const msk = new Uint8Array(n);
    msk[s] = 1;
    probes.input({ pos: positions(n), s, A, adj: adjacency(A, n) });

    for (let round = 0, changed = true; changed; round++) {
      if (round > n) throw new Error('bellman_ford needs a graph without cycles of negative length.');
      const [before, reached] = [d.slice(), msk.slice()];
      probes.hint({ pi_h: pi, d, msk });
      for (let u = 0; u < n; u++) {
        if (!reached[u]) continue;
        for (let v = 0; v < n; v++) {
          const weight = A[u * n + v];
          if (weight === 0) continue;
          const distance = before[u] + weight;
          if (!msk[v] || distance < d[v]) {
            d[v] = distance;
            pi[v] = u;
          }
          msk[v] = 1;
        }
      }
      changed = d.some((distance, v) => distance !== before[v]);
    }
    probes.output({ pi });
  },
  /** A tree of shortest paths. */
  cost: ({ A, s }, { pi }) => pathLengths(pi, s, A),
});
