/** The minimum by a single scan (CLRS section 9.1). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { keys } from '../inputs/keys.ts';
import { hint, input, output } from '../spec.ts';

export const minimum = defineAlgorithm({
  name: 'minimum',
  family: 'search',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    min: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    min_h: hint('node', 'mask_one'),
    i: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: keys,
  benchmark: { evaluationFactor: 64 },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const pred_h = chain(identity(A.length));
    let smallest = 0;
    probes.input({ pos: positions(A.length), key: A });
    probes.hint({ pred_h, min_h: smallest, i: 0 });

    for (let i = 1; i < A.length; i++) {
      if (A[smallest] > A[i]) smallest = i;
      probes.hint({ pred_h, min_h: smallest, i });
    }
    probes.output({ min: smallest });
  },
  /** Any of several equal minima. */
  cost: ({ A }, { min }) => [A[min]],
});
