/** Binary search in sorted keys (CLRS exercise 2.3-6). */
import { defineAlgorithm } from '../algorithm.ts';
import { chain, identity, positions } from '../encodings.ts';
import { sortedKeysAndTarget } from '../inputs/keys.ts';
import { hint, input, output } from '../spec.ts';

export const binarySearch = defineAlgorithm({
  name: 'binary_search',
  family: 'search',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    target: input('graph', 'scalar'),
    return: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    low: hint('node', 'mask_one'),
    high: hint('node', 'mask_one'),
    mid: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  sample: sortedKeysAndTarget,
  text: {
    trace: ['low', 'high'],
    traceName: '(low, high)',
    answerFromTrace: { low: 'return', high: 'return' },
  },
  benchmark: { evaluationFactor: 64 },
  restore: ({ key, target }) => ({ x: target, A: Float64Array.from(key) }),
  run({ x, A }, probes) {
    const n = A.length;
    const pred_h = chain(identity(n));
    const middle = () => Math.trunc((low + high) / 2);
    let [low, high] = [0, n - 1];
    probes.input({ pos: positions(n), key: A, target: x });
    probes.hint({ pred_h, low, high, mid: middle() });

    while (low < high) {
      const mid = middle();
      if (x <= A[mid]) high = mid;
      else low = mid + 1;
      probes.hint({ pred_h, low, high, mid: middle() });
    }
    probes.output({ return: high });
  },
  /** Where the target is; if it is nowhere, the first larger key, or the last key if all are smaller. */
  cost({ x, A }, { return: found }) {
    if (A.includes(x)) return A[found] === x ? [] : undefined;
    const fits = (found === 0 || A[found - 1] < x) && (found === A.length - 1 || x < A[found]);
    return fits ? [] : undefined;
  },
});
