/** Insertion sort (CLRS section 2.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { isSortedChain } from '../procedures/sorted-chain.ts';
import { hint, input, output } from '../spec.ts';

export const insertionSort = defineAlgorithm({
  name: 'insertion_sort',
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
  benchmark: { largestTexts: { train: 31, validation: 25 } },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const key = A.slice();
    const order = identity(A.length);
    probes.input({ pos: positions(A.length), key: A });
    probes.hint({ pred_h: chain(order), i: 0, j: 0 });

    for (let j = 1; j < A.length; j++) {
      const inserted = key[j];
      let slot = j;
      while (slot > 0 && key[slot - 1] > inserted) slot -= 1;
      const displaced = order[slot];
      key.copyWithin(slot + 1, slot, j);
      order.copyWithin(slot + 1, slot, j);
      key[slot] = inserted;
      order[slot] = j;
      probes.hint({ pred_h: chain(order), i: displaced, j });
    }
    probes.output({ pred: chain(order) });
  },
  /** Any order of equal keys. */
  cost: ({ A }, { pred }) => (isSortedChain(A, pred) ? [] : undefined),
});
