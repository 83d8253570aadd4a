/** Adam in place, one kernel for a parameter. */
import type { AdamOptions, AdamSlot } from '../../kernels.ts';
import { type Program, run, element } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import * as tf from '@tensorflow/tfjs';

const INVOCATIONS = 256;

const program: Program = {
  reads: { gradient: 'f32' },
  writes: ['parameter', 'first', 'second'],
  numbers: {
    size: 'u32',
    rate: 'f32',
    beta1: 'f32',
    beta2: 'f32',
    epsilon: 'f32',
    correction: 'f32',
    rest1: 'f32',
    rest2: 'f32',
  },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  let g = gradient[at];
  let m = first[at] * p.beta1 + g * p.rest1;
  let v = second[at] * p.beta2 + g * g * p.rest2;
  first[at] = m;
  second[at] = v;
  parameter[at] -= m * p.rate / (sqrt(v / p.correction) + p.epsilon);`,
};

/** One slot of `adamStep`, in place. */
export function webgpuAdamStep(backend: WebgpuBackend, slot: AdamSlot, options: AdamOptions): void {
  const { parameter, gradient, first, second } = slot;
  const { learningRate, beta1, beta2, epsilon, step } = options;
  const state = [parameter, first, second];
  for (const variable of state) makeOwn(backend, variable);
  const { size } = parameter;
  run(backend, program, {
    reads: [gradient],
    writes: state,
    numbers: [
      ...[size, learningRate / (1 - beta1 ** step), beta1, beta2],
      ...[epsilon, 1 - beta2 ** step, 1 - beta1, 1 - beta2],
    ],
    groups: Math.ceil(size / INVOCATIONS),
  });
}

/** Gives a variable a buffer of its own if anything else, such as a clone, refers to it. */
function makeOwn(backend: WebgpuBackend, variable: tf.Variable): void {
  if (backend.tensorMap.get(variable.dataId).refCount === 1) return;
  const copy = tf.add(variable, 0);
  variable.assign(copy);
  copy.dispose();
}
