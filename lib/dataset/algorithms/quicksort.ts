/** Quicksort (CLRS section 7.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { partition } from '../procedures/partition.ts';
import { isSortedChain } from '../procedures/sorted-chain.ts';
import { hint, input, output } from '../spec.ts';

export const quicksort = defineAlgorithm({
  name: 'quicksort',
  family: 'sorting',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    pred: output('node', 'should_be_permutation'),
    pred_h: hint('node', 'pointer'),
    p: hint('node', 'mask_one'),
    r: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: keys,
  benchmark: { largestTexts: { train: 10, validation: 12 } },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const key = A.slice();
    const order = identity(A.length);
    probes.input({ pos: positions(A.length), key: A });

    const sort = (p: number, r: number) => {
      if (p >= r) return;
      const report = (slot: number, j: number) => {
        probes.hint({ pred_h: chain(order), p: order[p], r: order[r], i: order[slot], j: order[j] });
      };
      const pivot = partition(key, order, p, r, report);
      report(pivot, r);
      sort(p, pivot - 1);
      sort(pivot + 1, r);
    };
    sort(0, A.length - 1);
    probes.output({ pred: chain(order) });
  },
  /** Any order of equal keys. */
  cost: ({ A }, { pred }) => (isSortedChain(A, pred) ? [] : undefined),
});
