/** An optimal binary search tree (CLRS section 14.5). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { searchProbabilities } from '../inputs/keys.ts';
import { hint, input, output } from '../spec.ts';

/** `length` keys make `length` + 1 nodes, one for each gap. */
export const optimalBst = defineAlgorithm({
  name: 'optimal_bst',
  family: 'dynamic programming',
  spec: {
    pos: input('node', 'scalar'),
    p: input('node', 'scalar'),
    q: input('node', 'scalar'),
    root: output('edge', 'pointer'),
    pred_h: hint('node', 'pointer'),
    root_h: hint('edge', 'pointer'),
    e: hint('edge', 'scalar'),
    w: hint('edge', 'scalar'),
    msk: hint('edge', 'mask'),
  },
  minimumSize: 1,
  predecessorIsInput: true,
  sample: searchProbabilities,
  benchmark: { largestTexts: { train: 10, validation: 10 } },
  restore: ({ p, q }) => ({ p: Float64Array.from(p).slice(0, -1), q: Float64Array.from(q) }),
  run({ p, q }, probes) {
    const n = q.length;
    const keys = p.length;
    const pred_h = chain(identity(n));
    const root = new Int32Array(n * n);
    const e = new Float64Array(n * n);
    const w = new Float64Array(n * n);
    const msk = new Uint8Array(n * n);
    const padded = Float64Array.of(...p, 0);
    probes.input({ pos: positions(n), p: padded, q });

    for (let i = 0; i < n; i++) {
      const cell = i * n + i;
      e[cell] = w[cell] = q[i];
      msk[cell] = 1;
    }
    probes.hint({ pred_h, root_h: root, e, w, msk });
    for (let length = 1; length <= keys; length++) {
      for (let i = 0; i + length < n; i++) {
        const j = i + length;
        const cell = i * n + j;
        e[cell] = 1e9;
        w[cell] = w[cell - 1] + p[j - 1] + q[j];
        for (let r = i; r < j; r++) {
          const t = e[i * n + r] + e[(r + 1) * n + j] + w[cell];
          if (t >= e[cell]) continue;
          e[cell] = t;
          root[cell] = r;
        }
        msk[cell] = 1;
      }
      probes.hint({ pred_h, root_h: root, e, w, msk });
    }
    probes.output({ root });
  },
  /** A root of every range of keys that makes its tree as cheap as can be. */
  cost({ p, q }, { root }) {
    const n = q.length;
    const e = new Float64Array(n * n);
    const w = new Float64Array(n * n);
    for (let i = 0; i < n; i++) e[i * n + i] = w[i * n + i] = q[i];
    for (let length = 1; length < n; length++) {
      for (let i = 0; i + length < n; i++) {
        const j = i + length;
        const cell = i * n + j;
        const r = root[cell];
        if (r < i || r >= j) return undefined;
        w[cell] = w[cell - 1] + p[j - 1] + q[j];
        e[cell] = e[i * n + r] + e[(r + 1) * n + j] + w[cell];
      }
    }
    return e;
  },
});
