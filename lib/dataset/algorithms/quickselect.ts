/** The median by partitioning (CLRS section 9.2). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { partition } from '../procedures/partition.ts';
import { hint, input, output } from '../spec.ts';

export const quickselect = defineAlgorithm({
  name: 'quickselect',
  family: 'search',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    median: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    p: hint('node', 'mask_one'),
    r: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
    i_rank: hint('graph', 'scalar'),
    target: hint('graph', 'scalar'),
    pivot: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: keys,
  text: { trace: ['pivot'], traceName: 'pivot', answerFromTrace: { pivot: 'median' } },
  benchmark: { evaluationFactor: 64 },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const n = A.length;
    const key = A.slice();
    const order = identity(n);
    probes.input({ pos: positions(n), key: A });

    const select = (p: number, r: number, rank: number): number => {
      const report = (slot: number, j: number, pivot: number, slotRank: number) => {
        probes.hint({
          pred_h: chain(order),
          p: order[p],
          r: order[r],
          i: order[slot],
          j: order[j],
          i_rank: slotRank / n,
          target: rank / n,
          pivot: order[pivot],
        });
      };
      // The reference counts `i_rank` from 0 while it compares, but from p when the partition is done.
      const pivot = partition(key, order, p, r, (slot, j) => report(slot, j, r, slot));
      const pivotRank = pivot - p;
      report(pivot, r, pivot, pivotRank);
      if (rank === pivotRank) return order[pivot];
      if (rank < pivotRank) return select(p, pivot - 1, rank);
      return select(pivot + 1, r, rank - pivotRank - 1);
    };
    probes.output({ median: select(0, n - 1, Math.trunc(n / 2)) });
  },
  /** Any of several equal keys of that rank. */
  cost({ A }, { median }) {
    const rank = Math.trunc(A.length / 2);
    const smaller = A.filter((key) => key < A[median]).length;
    const equal = A.filter((key) => key === A[median]).length;
    return smaller <= rank && rank < smaller + equal ? [] : undefined;
  },
});
