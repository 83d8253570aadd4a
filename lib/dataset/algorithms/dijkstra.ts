/** Shortest paths by Dijkstra's algorithm (CLRS section 22.3). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, positions } from '../encodings.ts';
import { graphWithSource } from '../inputs/graphs.ts';
import { bestFirst } from '../procedures/best-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

/** Of equal distances the first node is taken; the reference's choice differs there (see `argsort`). */
export const dijkstra = defineAlgorithm({
  name: 'dijkstra',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    s: input('node', 'mask_one'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    pi: output('node', 'pointer'),
    pi_h: hint('node', 'pointer'),
    d: hint('node', 'scalar'),
    mark: hint('node', 'mask'),
    in_queue: hint('node', 'mask'),
    u: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: graphWithSource(0.5, { weighted: true }),
  benchmark: { largestTexts: { train: 28, validation: 25 } },
  restore: ({ A, s }) => ({ A: Float64Array.from(A), s }),
  run({ A, s }, probes) {
    const n = sideOf(A);
    probes.input({ pos: positions(n), s, A, adj: adjacency(A, n) });
    const pathLength = (distance: number, weight: number) => distance + weight;
    const pi = bestFirst(A, s, pathLength, ({ pi: pi_h, key: d, mark, in_queue, u }) => {
      probes.hint({ pi_h, d, mark, in_queue, u });
    });
    probes.output({ pi });
  },
  /** A tree of shortest paths. */
  cost: ({ A, s }, { pi }) => pathLengths(pi, s, A),
});
