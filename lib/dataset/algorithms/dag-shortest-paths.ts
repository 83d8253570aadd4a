/** Shortest paths in a graph without cycles: sort it topologically, then relax in that order (CLRS section 22.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graphWithSource } from '../inputs/graphs.ts';
import { depthFirstState, depthFirstVisit, white } from '../procedures/depth-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { topologicalOrder } from '../procedures/topological-order.ts';
import { pathLengths } from '../procedures/path-lengths.ts';
import { hint, input, output } from '../spec.ts';

const phases = { sort: 0, relax: 1 };

export const dagShortestPaths = defineAlgorithm({
  name: 'dag_shortest_paths',
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
    topo_h: hint('node', 'pointer'),
    topo_head_h: hint('node', 'mask_one'),
    color: hint('node', 'categorical', 3),
    s_prev: hint('node', 'pointer'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    s_last: hint('node', 'mask_one'),
    phase: hint('graph', 'mask'),
  },
  minimumSize: 2,
  sample: graphWithSource(0.5, { directed: true, acyclic: true, weighted: true }),
  benchmark: { largestTexts: { train: 19, validation: 19 } },
  restore: ({ A, s }) => ({ A: Float64Array.from(A), s }),
  run({ A, s }, probes) {
    const n = sideOf(A);
    const pi = identity(n);
    const d = new Float64Array(n);
    const mark = new Uint8Array(n);
    const state = depthFirstState(n);
    const { color, s_prev } = state;
    const order = topologicalOrder(state);
    let phase = phases.sort;
    const record = () => {
      const { next: topo_h, head: topo_head_h } = order;
      const { u, v, s_last } = state;
      probes.hint({ pi_h: pi, d, mark, topo_h, topo_head_h, color, s_prev, u, v, s_last, phase });
    };
    probes.input({ pos: positions(n), s, A, adj: adjacency(A, n) });
    depthFirstVisit(A, s, state, {
      isNew: (u) => color[u] === white,
      finish: order.prepend,
      record,
    });

    phase = phases.relax;
    order.head = s;
    mark[s] = 1;
    record();
    for (let i = s; order.next[i] !== i; i = order.next[i]) {
      for (let j = 0; j < n; j++) {
        const weight = A[i * n + j];
        if (weight === 0 || (mark[j] && d[i] + weight >= d[j])) continue;
        d[j] = d[i] + weight;
        pi[j] = i;
        mark[j] = 1;
      }
      order.head = order.next[i];
      mark[order.head] = 1;
      record();
    }
    probes.output({ pi });
  },
  /** A tree of shortest paths. */
  cost: ({ A, s }, { pi }) => pathLengths(pi, s, A),
});
