/** Bridges: edges whose removal cuts their component apart (CLRS problem 20-2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graph, sparseEdges } from '../inputs/graphs.ts';
import {
  depthFirstState,
  depthFirstVisit,
  timedSteps,
  timestamps,
  white,
} from '../procedures/depth-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { hint, input, output } from '../spec.ts';

export const bridges = defineAlgorithm({
  name: 'bridges',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    is_bridge: output('edge', 'mask'),
    is_bridge_h: hint('edge', 'mask'),
    pi_h: hint('node', 'pointer'),
    color: hint('node', 'categorical', 3),
    d: hint('node', 'scalar'),
    f: hint('node', 'scalar'),
    low: hint('node', 'scalar'),
    s_prev: hint('node', 'pointer'),
    s: hint('node', 'mask_one'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    s_last: hint('node', 'mask_one'),
    time: hint('graph', 'scalar'),
  },
  minimumSize: 2,
  sample: graph(0.2),
  text: { integers: ['A'] },
  benchmark: { training: { options: { p: sparseEdges } }, largestTexts: { train: 5, validation: 7 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const adj = adjacency(A, n);
    const is_bridge = Int32Array.from(adj, (bit) => bit - 1); // -1, not scored, where there is no edge
    const pi = identity(n);
    const low = new Float64Array(n);
    const state = depthFirstState(n);
    const { color, s_prev } = state;
    const clock = timestamps(n);
    const { d, f } = clock;
    const timed = timedSteps(color, clock);
    const record = () => {
      const { s, u, v, s_last } = state;
      const { time } = clock;
      probes.hint({ is_bridge_h: is_bridge, pi_h: pi, color, d, f, low, s_prev, s, u, v, s_last, time });
    };
    const visitor = {
      isNew: timed.isNew,
      enter(u: number): void {
        timed.enter(u);
        low[u] = d[u];
      },
      meet(u: number, v: number): void {
        if (v === pi[u]) return;
        low[u] = Math.min(low[u], d[v]);
        record();
      },
      discover(u: number, v: number): void {
        pi[v] = u;
      },
      finish(u: number): void {
        for (let v = 0; v < n; v++) {
          if (pi[v] !== u) continue;
          low[u] = Math.min(low[u], low[v]);
          if (low[v] > d[u]) is_bridge[u * n + v] = is_bridge[v * n + u] = 1;
        }
        timed.finish(u);
      },
      record,
    };
    probes.input({ pos: positions(n), A, adj });
    for (let s = 0; s < n; s++) {
      if (color[s] === white) depthFirstVisit(A, s, state, visitor);
    }
    probes.output({ is_bridge });
  },
});
