/** Bubble sort (CLRS problem 2-2). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { swap } from '../procedures/swap.ts';
import { isSortedChain } from '../procedures/sorted-chain.ts';
import { hint, input, output } from '../spec.ts';

export const bubbleSort = defineAlgorithm({
  name: 'bubble_sort',
  family: 'sorting',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    pred: output('node', 'should_be_permutation'),
    pred_h: hint('node', 'pointer'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  sample: keys,
  benchmark: { largestTexts: { train: 10, validation: 11 } },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const n = A.length;
    const key = A.slice();
    const order = identity(n);
    probes.input({ pos: positions(n), key: A });
    probes.hint({ pred_h: chain(order), i: 0, j: 0 });

    for (let i = 0; i < n - 1; i++) {
      for (let j = n - 1; j > i; j--) {
        if (key[j] < key[j - 1]) {
          swap(key, j, j - 1);
          swap(order, j, j - 1);
        }
        probes.hint({ pred_h: chain(order), i: order[i], j: order[j] });
      }
    }
    probes.output({ pred: chain(order) });
  },
  /** Any order of equal keys. */
  cost: ({ A }, { pred }) => (isSortedChain(A, pred) ? [] : undefined),
});
