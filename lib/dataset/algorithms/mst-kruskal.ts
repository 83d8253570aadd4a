/** A minimum spanning tree by Kruskal's algorithm (CLRS section 21.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { adjacency, identity, positions } from '../encodings.ts';
import { graph, sparseEdges } from '../inputs/graphs.ts';
import { argsort } from '../procedures/argsort.ts';
import { sideOf } from '../procedures/matrix.ts';
import { hint, input, output } from '../spec.ts';

const phases = { joined: 0, climbU: 1, climbV: 2 };

/** Of equal weights the first edge comes first; the reference's order differs there (see `argsort`). */
export const mstKruskal = defineAlgorithm({
  name: 'mst_kruskal',
  family: 'graphs',
  spec: {
    pos: input('node', 'scalar'),
    A: input('edge', 'scalar'),
    adj: input('edge', 'mask'),
    in_mst: output('edge', 'mask'),
    in_mst_h: hint('edge', 'mask'),
    pi: hint('node', 'pointer'),
    u: hint('node', 'mask_one'),
    v: hint('node', 'mask_one'),
    root_u: hint('node', 'mask_one'),
    root_v: hint('node', 'mask_one'),
    mask_u: hint('node', 'mask'),
    mask_v: hint('node', 'mask'),
    phase: hint('graph', 'categorical', 3),
  },
  minimumSize: 2,
  sample: graph(0.2, { weighted: true }),
  benchmark: { training: { options: { p: sparseEdges } }, largestTexts: { train: 10, validation: 10 } },
  restore: ({ A }) => ({ A: Float64Array.from(A) }),
  run({ A }, probes) {
    const n = sideOf(A);
    const in_mst = new Uint8Array(n * n);
    const pi = identity(n);
    let [u, v, root_u, root_v] = [0, 0, 0, 0];
    const mask_u = new Uint8Array(n);
    const mask_v = new Uint8Array(n);
    const record = (phase: number) => {
      probes.hint({ in_mst_h: in_mst, pi, u, v, root_u, root_v, mask_u, mask_v, phase });
    };
    /** One step towards the root; every node passed so far then points to it. */
    const climb = (root: number, passed: Uint8Array) => {
      const parent = pi[root];
      passed.forEach((wasPassed, i) => {
        if (wasPassed) pi[i] = parent;
      });
      passed[parent] = 1;
      return parent;
    };
    probes.input({ pos: positions(n), A, adj: adjacency(A, n) });
    record(phases.joined);

    for (const cell of edgesByWeight(A, n)) {
      [u, v] = [Math.trunc(cell / n), cell % n];
      [root_u, root_v] = [u, v];
      mask_u.fill(0)[u] = 1;
      mask_v.fill(0)[v] = 1;
      record(phases.climbU);
      while (pi[root_u] !== root_u) {
        root_u = climb(root_u, mask_u);
        record(phases.climbU);
      }
      while (pi[root_v] !== root_v) {
        root_v = climb(root_v, mask_v);
        record(phases.climbV);
      }
      if (root_u !== root_v) {
        pi[Math.min(root_u, root_v)] = Math.max(root_u, root_v);
        in_mst[u * n + v] = in_mst[v * n + u] = 1;
      }
      record(phases.joined);
    }
    probes.output({ in_mst });
  },
  /** A spanning tree of every component, as light as can be. */
  cost({ A }, { in_mst }) {
    const n = sideOf(A);
    const component = identity(n);
    let [trees, weight] = [n, 0];
    for (let u = 0; u < n; u++) {
      for (let v = 0; v <= u; v++) {
        if (in_mst[u * n + v] !== in_mst[v * n + u]) return undefined;
        if (in_mst[u * n + v] === 0) continue;
        const [own, other] = [component[u], component[v]];
        if (own === other || A[v * n + u] === 0) return undefined;
        component.forEach((each, node) => {
          if (each === other) component[node] = own;
        });
        trees -= 1;
        weight += A[v * n + u];
      }
    }
    return [trees, weight];
  },
});

/** Cells (i, j), i < j, of the edges, lightest first. */
function edgesByWeight(A: Float64Array, n: number): number[] {
  const cells: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) if (A[i * n + j] > 0) cells.push(i * n + j);
  }
  return Array.from(argsort(cells.map((cell) => A[cell])), (rank) => cells[rank]);
}
