/** Adam in place, for many parameters at a time. */
import * as tf from '@tensorflow/tfjs';
import type { AdamOptions, AdamSlot } from '../../kernels.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { INVOCATIONS, elementwise, overLists } from './lists.ts';

const program = overLists({
  reads: ['gradient'],
  writes: ['parameter', 'first', 'second'],
  numbers: ['rate', 'beta1', 'beta2', 'epsilon', 'correction', 'rest1', 'rest2'],
  block: INVOCATIONS,
  body: elementwise(
    (of) => `
        let g = ${of('gradient')}[at];
        let m = ${of('first')}[at] * p.beta1 + g * p.rest1;
        let v = ${of('second')}[at] * p.beta2 + g * g * p.rest2;
        ${of('first')}[at] = m;
        ${of('second')}[at] = v;
        ${of('parameter')}[at] -= m * p.rate / (sqrt(v / p.correction) + p.epsilon);`,
  ),
});

/** `adamStep`, in place. */
export function webgpuAdamStep(
  backend: WebgpuBackend,
  slots: readonly AdamSlot[],
  { learningRate, beta1, beta2, epsilon, step }: AdamOptions,
): void {
  for (const { parameter, first, second } of slots)
    for (const variable of [parameter, first, second]) makeOwn(backend, variable);
  program(backend, {
    slots: slots.map(({ gradient, parameter, first, second }) => ({
      reads: [gradient],
      writes: [parameter, first, second],
    })),
    numbers: [
      ...[learningRate / (1 - beta1 ** step), beta1, beta2, epsilon],
      ...[1 - beta2 ** step, 1 - beta1, 1 - beta2],
    ],
  });
}

/** Gives a variable a buffer of its own if anything else, such as a clone, refers to it. */
function makeOwn(backend: WebgpuBackend, variable: tf.Variable): void {
  if (backend.tensorMap.get(variable.dataId).refCount === 1) return;
  const copy = tf.add(variable, 0);
  variable.assign(copy);
  copy.dispose();
}
