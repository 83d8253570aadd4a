/** One step of the Adam optimiser. */
import * as tf from '@tensorflow/tfjs';
import type { AdamOptions, AdamSlot } from '../kernels.ts';
import { fused } from '../registry.ts';

/** One step of Adam: updates the parameters and moments of all slots; leaves the gradients to their owner. */
export const adamStep = fused('adam', composedAdamStep);

/** The specification of {@link adamStep}, in plain tfjs ops. */
export function composedAdamStep(slots: readonly AdamSlot[], options: AdamOptions): void {
  for (const slot of slots) stepSlot(slot, options);
}

function stepSlot(slot: AdamSlot, options: AdamOptions): void {
  const { learningRate, beta1, beta2, epsilon, step } = options;
  const { parameter, gradient, first, second } = slot;
  tf.tidy(() => {
    first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
    second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const rate = learningRate / (1 - beta1 ** step);
    const root = tf.sqrt(tf.div(second, 1 - beta2 ** step));
    parameter.assign(tf.sub(parameter, tf.div(tf.mul(first, rate), tf.add(root, epsilon))));
  });
}
