import * as tf from '@tensorflow/tfjs';
import { nativeAdamStep } from '../native/ops/adam.ts';
import { nativeBackend } from '../native/tensors.ts';

/** A parameter with its gradient and the running first and second moments of that, all of one shape. */
export interface AdamSlot {
  readonly parameter: tf.Variable;
  readonly gradient: tf.Tensor;
  readonly first: tf.Variable;
  readonly second: tf.Variable;
}

/** Adam's constants (Kingma and Ba 2015); `step` counts from 1. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly step: number;
}

/** One step of Adam: updates the parameters and moments of all slots; leaves the gradients to their owner. */
export function adamStep(slots: readonly AdamSlot[], options: AdamOptions): void {
  const native = nativeBackend();
  for (const slot of slots) {
    if (native) nativeAdamStep(native, slot, options);
    else composedAdamStep(slot, options);
  }
}

/** The specification of {@link adamStep} for one slot, in plain tfjs ops. */
export function composedAdamStep(slot: AdamSlot, options: AdamOptions): void {
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
