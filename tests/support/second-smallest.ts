/** An algorithm that the library does not have, defined as a user would. */
import { chain, defineAlgorithm, hint, identity, input, output, positions } from '../../lib/dataset/index.ts';

export const secondSmallest = defineAlgorithm({
  name: 'second_smallest',
  family: 'search',
  spec: {
    pos: input('node', 'scalar'),
    key: input('node', 'scalar'),
    runner_up: output('node', 'mask_one'),
    pred_h: hint('node', 'pointer'),
    runner_up_h: hint('node', 'mask_one'),
    best: hint('node', 'mask_one'),
  },
  minimumSize: 2,
  predecessorIsInput: true,
  benchmark: { evaluationFactor: 64, largestTexts: { train: 12, validation: 6 } },
  sample: (random, length) => ({ A: random.uniforms(length) }),
  restore: ({ key }) => ({ A: Float64Array.from(key) }),
  run({ A }, probes) {
    const pred_h = chain(identity(A.length));
    let [best, runnerUp] = A[1] < A[0] ? [1, 0] : [0, 1];
    probes.input({ pos: positions(A.length), key: A });
    probes.hint({ pred_h, runner_up_h: runnerUp, best });
    for (let i = 2; i < A.length; i++) {
      if (A[i] < A[best]) [best, runnerUp] = [i, best];
      else if (A[i] < A[runnerUp]) runnerUp = i;
      probes.hint({ pred_h, runner_up_h: runnerUp, best });
    }
    probes.output({ runner_up: runnerUp });
  },
});
