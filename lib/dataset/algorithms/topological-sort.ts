/** Topological sort by depth-first search (CLRS section 20.4). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, positions } from '../encodings.ts';
import { graph } from '../inputs/graphs.ts';
import { depthFirstState, depthFirstVisit, white } from '../procedures/depth-first.ts';
import { sideOf } from '../procedures/matrix.ts';
import { topologicalOrder } from '../procedures/topological-order.ts';
import { hint, input, output } from '../spec.ts';

export const topologicalSort = defineAlgorithm({
  name: 'topological_sort',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    topo: output('node', 'pointer'),
    topo_head: output('node', 'mask_one'),
    topo_h: hint('node', 'pointer'),
    topo_head_h: hint('node', 'mask_one'),
    color: hint('node', 'categorical', 3),
    s_prev: hint('node', 'pointer'),
    s: hint('node', 'mask_one'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    s_last: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: graph(0.5, { directed: true, acyclic: true }),
  text: { integers: ['A'] },
  benchmark: { largestTexts: { train: 23, validation: 21 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const state = depthFirstState(n);
    const { color, s_prev } = state;
    const order = topologicalOrder(state);
    const visitor = {
      isNew: (u: number) => color[u] === white,
      finish: order.prepend,
      record(): void {
        const { s, u, v, s_last } = state;
        probes.hint({ topo_h: order.next, topo_head_h: order.head, color, s_prev, s, u, v, s_last });
      },
    };
    probes.input({ pos: positions(n), A, adj: adjacency(A, n) });
    for (let s = 0; s < n; s++) {
      if (color[s] === white) depthFirstVisit(A, s, state, visitor);
    }
    probes.output({ topo: order.next, topo_head: order.head });
  },
  /** Any order in which every edge leads on. */
  cost({ A }, { topo, topo_head }) {
    const n = sideOf(A);
    const rank = new Int32Array(n).fill(-1);
    let [node, last] = [topo_head, -1];
    for (let place = 0; place < n && rank[node] < 0; place++) {
      rank[node] = place;
      [last, node] = [node, topo[node]];
    }
    if (rank.includes(-1) || topo[last] !== last) return undefined;
    const leadsOn = (cell: number) => rank[Math.trunc(cell / n)] < rank[cell % n];
    return A.every((weight, cell) => weight === 0 || leadsOn(cell)) ? [] : undefined;
  },
});
