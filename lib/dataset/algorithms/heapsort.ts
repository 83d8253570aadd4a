/** Heapsort (CLRS chapter 6). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { swap } from '../procedures/swap.ts';
import { isSortedChain } from '../procedures/sorted-chain.ts';
import { hint, input, output } from '../spec.ts';

const phases = { build: 0, extract: 1, sift: 2 };

export const heapsort = defineAlgorithm({
  name: 'heapsort',
  family: 'sorting',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    pred: output('node', 'should_be_permutation'),
    pred_h: hint('node', 'pointer'),
    parent: hint('node', 'pointer'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
    largest: hint('node', 'mask_one'),
    heap_size: hint('node', 'mask_one'),
    phase: hint('graph', 'categorical', 3),
  },
  minimumSize: 2,
  sample: keys,
  benchmark: { largestTexts: { train: 10, validation: 11 } },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const n = A.length;
    const key = A.slice();
    const order = identity(n);
    let size = n;

    const exchange = (a: number, b: number) => {
      swap(key, a, b);
      swap(order, a, b);
    };
    /** `i` sinks; `started` is the position that the caller is about. */
    const maxHeapify = (i: number, started: number, phase: number) => {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let largest = left < size && key[left] > key[i] ? left : i;
      if (right < size && key[right] > key[largest]) largest = right;
      if (largest !== i) exchange(i, largest);
      probes.hint({
        pred_h: chain(order),
        parent: heapParents(order, size),
        i: order[started],
        j: order[i],
        largest: order[largest],
        heap_size: order[size - 1],
        phase,
      });
      if (largest !== i) maxHeapify(largest, started, phase);
    };

    probes.input({ pos: positions(n), key: A });
    probes.hint({
      pred_h: chain(order),
      parent: heapParents(order, n),
      i: n - 1,
      j: n - 1,
      largest: n - 1,
      heap_size: n - 1,
      phase: phases.build,
    });
    for (let i = n - 1; i >= 0; i--) maxHeapify(i, i, phases.build);
    for (let i = n - 1; i > 0; i--) {
      exchange(0, i);
      size -= 1;
      probes.hint({
        pred_h: chain(order),
        parent: heapParents(order, size),
        i: order[0],
        j: order[i],
        largest: 0, // the reference marks node 0 here, whatever the order is
        heap_size: order[size - 1],
        phase: phases.extract,
      });
      maxHeapify(0, i, phases.sift);
    }
    probes.output({ pred: chain(order) });
  },
  /** Any order of equal keys. */
  cost: ({ A }, { pred }) => (isSortedChain(A, pred) ? [] : undefined),
});

/** Pointers to the parent in the heap; the root and what is outside of the heap point to themselves. */
function heapParents(order: Int32Array, size: number): Int32Array {
  const parents = identity(order.length);
  for (let k = 1; k < size; k++) parents[order[k]] = order[(k - 1) >> 1];
  return parents;
}
