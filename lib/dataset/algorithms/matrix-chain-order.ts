/** The best order in which to multiply a chain of matrices (CLRS section 14.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { dimensions } from '../inputs/keys.ts';
import { hint, input, output } from '../spec.ts';

/** All cells are relaxed at once until no cost changes, where the textbook goes from short chains to long ones. */
export const matrixChainOrder = defineAlgorithm({
  name: 'matrix_chain_order',
  family: 'dynamic programming',
  spec: {
    pos: input('node', 'scalar'),
    p: input('node', 'scalar'),
    s: output('edge', 'pointer'),
    pred_h: hint('node', 'pointer'),
    m: hint('edge', 'scalar'),
    s_h: hint('edge', 'pointer'),
    msk: hint('edge', 'mask'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: dimensions,
  benchmark: { largestTexts: { train: 10, validation: 12 } },
  restore: ({ p }) => ({ p: Float64Array.from(p) }),
  run({ p }, probes) {
    const n = p.length;
    const pred_h = chain(identity(n));
    const m = new Float64Array(n * n);
    const s = new Int32Array(n * n);
    const msk = new Uint8Array(n * n);
    for (let i = 1; i < n; i++) msk[i * n + i] = 1;
    probes.input({ pos: positions(n), p });

    for (let changed = true; changed;) {
      const [cost, known] = [m.slice(), msk.slice()];
      probes.hint({ pred_h, m, s_h: s, msk });
      for (let i = 1; i < n; i++) {
        for (let j = i + 1; j < n; j++) {
          const cell = i * n + j;
          for (let k = i; k < j; k++) {
            const [left, right] = [i * n + k, (k + 1) * n + j];
            if (!known[left] || !known[right]) continue;
            const q = cost[left] + cost[right] + p[i - 1] * p[k] * p[j];
            if (!msk[cell] || q < m[cell]) {
              m[cell] = q;
              s[cell] = k;
            }
            msk[cell] = 1;
          }
        }
      }
      changed = m.some((value, cell) => value !== cost[cell]);
    }
    probes.output({ s });
  },
  /** A cheapest split of every chain of two matrices or more. */
  cost({ p }, { s }) {
    const n = p.length;
    const m = new Float64Array(n * n);
    for (let length = 1; length < n - 1; length++) {
      for (let i = 1; i + length < n; i++) {
        const j = i + length;
        const k = s[i * n + j];
        if (k < i || k >= j) return undefined;
        m[i * n + j] = m[i * n + k] + m[(k + 1) * n + j] + p[i - 1] * p[k] * p[j];
      }
    }
    return m;
  },
});
