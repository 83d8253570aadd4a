/** The contiguous subarray with the largest sum by Kadane's single scan (CLRS, third edition, exercise 4.1-5). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { signedKeys } from '../inputs/keys.ts';
import { hint, input, output } from '../spec.ts';

export const findMaximumSubarrayKadane = defineAlgorithm({
  name: 'find_maximum_subarray_kadane',
  family: 'divide and conquer',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    start: output('node', 'mask_one'),
    end: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    best_low: hint('node', 'mask_one'),
    best_high: hint('node', 'mask_one'),
    best_sum: hint('graph', 'scalar'),
    i: hint('node', 'mask_one'),
    j: hint('node', 'mask_one'),
    sum: hint('graph', 'scalar'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: signedKeys,
  text: {
    trace: ['best_low', 'best_high'],
    traceName: '(best_low, best_high)',
    answerFromTrace: { best_low: 'start', best_high: 'end' },
  },
  benchmark: { evaluationFactor: 32 },
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const pred_h = chain(identity(A.length));
    let [best_low, best_high, best_sum] = [0, 0, A[0]];
    let [i, sum] = [0, A[0]];
    probes.input({ pos: positions(A.length), key: A });
    probes.hint({ pred_h, best_low, best_high, best_sum, i, j: 0, sum });

    for (let j = 1; j < A.length; j++) {
      if (sum + A[j] >= A[j]) sum += A[j];
      else [i, sum] = [j, A[j]];
      if (sum > best_sum) [best_low, best_high, best_sum] = [i, j, sum];
      probes.hint({ pred_h, best_low, best_high, best_sum, i, j, sum });
    }
    probes.output({ start: best_low, end: best_high });
  },
  /** Any subarray with the largest sum. */
  cost({ A }, { start, end }) {
    const subarray = A.subarray(start, end + 1);
    return start <= end ? [-subarray.reduce((sum, value) => sum + value, 0)] : undefined;
  },
});
