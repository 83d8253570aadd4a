/** Breadth-first search, a whole layer in a step (CLRS section 20.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graphWithSource } from '../inputs/graphs.ts';
import { sideOf } from '../procedures/matrix.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

export const bfs = defineAlgorithm({
  name: 'bfs',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    s: input('node', 'mask_one'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    pi: output('node', 'pointer'),
    reach_h: hint('node', 'mask'),
    pi_h: hint('node', 'pointer'),
  },
  minimumSize: 2,
  sample: graphWithSource(0.5),
  text: { integers: ['A'] },
  benchmark: { largestTexts: { train: 31, validation: 41 } },
  restore: ({ A, s }) => ({ A: Float64Array.from(A), s }),
  run({ A, s }, probes) {
    const n = sideOf(A);
    const pi = identity(n);
    const reached = new Uint8Array(n);
    reached[s] = 1;
    probes.input({ pos: positions(n), s, A, adj: adjacency(A, n) });

    for (let grown = true; grown;) {
      const before = reached.slice();
      probes.hint({ reach_h: before, pi_h: pi });
      for (let i = 0; i < n; i++) {
        if (!before[i]) continue;
        for (let j = 0; j < n; j++) {
          if (A[i * n + j] === 0) continue;
          if (pi[j] === j && j !== s) pi[j] = i;
          reached[j] = 1;
        }
      }
      grown = reached.some((bit, i) => bit !== before[i]);
    }
    probes.output({ pi });
  },
  /** A tree of paths with the fewest edges. */
  cost: ({ A, s }, { pi }) => pathLengths(pi, s, adjacency(A, pi.length)),
});
