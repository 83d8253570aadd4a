/** Depth-first search, with the stack as pointers (CLRS section 20.3). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graph } from '../inputs/graphs.ts';
import {
  depthFirstState,
  depthFirstVisit,
  timedSteps,
  timestamps,
  white,
} from '../procedures/depth-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { isDepthFirstForest } from '../procedures/depth-first-forest.ts';
import { hint, input, output } from '../spec.ts';

export const dfs = defineAlgorithm({
  name: 'dfs',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    pi: output('node', 'pointer'),
    pi_h: hint('node', 'pointer'),
    color: hint('node', 'categorical', 3),
    d: hint('node', 'scalar'),
    f: hint('node', 'scalar'),
    s_prev: hint('node', 'pointer'),
    s: hint('node', 'mask_one'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    s_last: hint('node', 'mask_one'),
    time: hint('graph', 'scalar'),
  },
  minimumSize: 2,
  sample: graph(0.5, { directed: true }),
  text: { integers: ['A'] },
  benchmark: { largestTexts: { train: 23, validation: 20 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const pi = identity(n);
    const state = depthFirstState(n);
    const { color, s_prev } = state;
    const clock = timestamps(n);
    const { d, f } = clock;
    const visitor = {
      ...timedSteps(color, clock),
      discover(u: number, v: number): void {
        pi[v] = u;
      },
      record(): void {
        const { s, u, v, s_last } = state;
        probes.hint({ pi_h: pi, color, d, f, s_prev, s, u, v, s_last, time: clock.time });
      },
    };
    probes.input({ pos: positions(n), A, adj: adjacency(A, n) });
    for (let s = 0; s < n; s++) {
      if (color[s] === white) depthFirstVisit(A, s, state, visitor);
    }
    probes.output({ pi });
  },
  /** The forest of a search that takes nodes and neighbours in any order. */
  cost: ({ A }, { pi }) => (isDepthFirstForest(A, pi) ? [] : undefined),
});
