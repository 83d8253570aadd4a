/** A maximum whose gradient is shared by the elements that tie for it. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';

/**
 * Maximum of x over one axis. Elements that tie for the maximum share its gradient evenly, as in JAX and PyTorch
 * (`tf.max` gives each of them all of it).
 */
export function evenMax(x: tf.Tensor, axis: number): tf.Tensor {
  return withGradient([x], (save) => {
    const value = tf.max(x, axis);
    save([x, value]);
    return { value, gradFunc: (dy, saved) => [maxGradient(dy, saved, axis)] };
  });
}

function maxGradient(dy: tf.Tensor, saved: tf.Tensor[], axis: number): tf.Tensor {
  const [x, value] = saved as [tf.Tensor, tf.Tensor];
  const isMax = tf.cast(tf.equal(x, tf.expandDims(value, axis)), 'float32');
  return tf.mul(isMax, tf.expandDims(tf.div(dy, tf.sum(isMax, axis)), axis));
}
