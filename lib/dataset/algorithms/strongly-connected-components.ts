/** Strongly connected components by two depth-first searches (CLRS section 20.5). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { communities } from '../inputs/graphs.ts';
import { argsort } from '../procedures/argsort.ts';
import {
  depthFirstState,
  depthFirstVisit,
  timedSteps,
  timestamps,
  white,
} from '../procedures/depth-first.ts';
import { sideOf, transposed } from '../procedures/matrix.ts';
import { hint, input, output } from '../spec.ts';

export const stronglyConnectedComponents = defineAlgorithm({
  name: 'strongly_connected_components',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    scc_id: output('node', 'pointer'),
    scc_id_h: hint('node', 'pointer'),
    A_t: hint('edge', 'mask'),
    color: hint('node', 'categorical', 3),
    d: hint('node', 'scalar'),
    f: hint('node', 'scalar'),
    s_prev: hint('node', 'pointer'),
    s: hint('node', 'mask_one'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    s_last: hint('node', 'mask_one'),
    time: hint('graph', 'scalar'),
    phase: hint('graph', 'mask'),
  },
  minimumSize: communities.minimumSize,
  sample: communities.sample,
  benchmark: { largestTexts: { train: 15, validation: 16 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const reversed = transposed(A);
    const A_t = adjacency(reversed, n);
    const scc_id = identity(n);
    const clock = timestamps(n);
    const { d, f } = clock;
    probes.input({ pos: positions(n), A, adj: adjacency(A, n) });

    const search = (edges: Float64Array, roots: Int32Array, phase: number) => {
      const state = depthFirstState(n);
      const { color, s_prev } = state;
      const visitor = {
        ...timedSteps(color, clock),
        visit(u: number): void {
          if (phase === 1) scc_id[u] = state.s;
        },
        record(): void {
          const { s, u, v, s_last } = state;
          const { time } = clock;
          probes.hint({ scc_id_h: scc_id, A_t, color, d, f, s_prev, s, u, v, s_last, time, phase });
        },
      };
      for (const s of roots) {
        if (color[s] === white) depthFirstVisit(edges, s, state, visitor);
      }
    };
    search(A, identity(n), 0);
    // The clock goes on: the second search finds discovery times already set, so only roots are entered.
    search(reversed, argsort(f.map((time) => -time)), 1);
    probes.output({ scc_id });
  },
  /** Any names of the components. */
  cost({ A }, { scc_id }) {
    const n = sideOf(A);
    const reaches = adjacency(A, n);
    for (let k = 0; k < n; k++) {
      for (let i = 0; i < n; i++) {
        if (reaches[i * n + k] === 0) continue;
        for (let j = 0; j < n; j++) reaches[i * n + j] |= reaches[k * n + j];
      }
    }
    const agree = (i: number, j: number) =>
      (scc_id[i] === scc_id[j]) === (reaches[i * n + j] === 1 && reaches[j * n + i] === 1);
    return reaches.every((_, cell) => agree(Math.trunc(cell / n), cell % n)) ? [] : undefined;
  },
});
