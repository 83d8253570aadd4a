/** A minimum spanning tree by Prim's algorithm (CLRS section 21.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, positions } from '../encodings.ts';
import { graphWithSource } from '../inputs/graphs.ts';
import { bestFirst } from '../procedures/best-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

/** Of equal keys the first node is taken; the reference's choice differs there (see `argsort`). */
export const mstPrim = defineAlgorithm({
  name: 'mst_prim',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    s: input('node', 'mask_one'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    pi: output('node', 'pointer'),
    pi_h: hint('node', 'pointer'),
    key: hint('node', 'scalar'),
    mark: hint('node', 'mask'),
    in_queue: hint('node', 'mask'),
    u: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: graphWithSource(0.5, { weighted: true }),
  benchmark: { largestTexts: { train: 28, validation: 26 } },
  restore: ({ A, s }) => ({ A: Float64Array.from(A), s }),
  run({ A, s }, probes) {
    const n = sideOf(A);
    probes.input({ pos: positions(n), s, A, adj: adjacency(A, n) });
    const edgeWeight = (_: number, weight: number) => weight;
    const pi = bestFirst(A, s, edgeWeight, ({ pi: pi_h, key, mark, in_queue, u }) => {
      probes.hint({ pi_h, key, mark, in_queue, u });
    });
    probes.output({ pi });
  },
  /** A tree that spans the component of the start, as light as can be. */
  cost({ A, s }, { pi }) {
    const unreached = pathLengths(pi, s, A)?.filter((length) => length === Infinity).length;
    if (unreached === undefined) return undefined;
    const weights = Array.from(pi, (u, v) => (u === v ? 0 : A[u * pi.length + v]));
    return [unreached, weights.reduce((sum, weight) => sum + weight, 0)];
  },
});
