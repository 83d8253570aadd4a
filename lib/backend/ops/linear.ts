/** A linear map with its bias and activation. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../kernels.ts';
import { fused } from '../registry.ts';

/** `activation(x @ weight + bias)` for x [..., I], weight [I, O] and bias [O]: [..., O]. */
export const linear = fused('linear', composedLinear);

/** The specification of {@link linear}, in plain tfjs ops. */
export function composedLinear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
): tf.Tensor {
  return tf.tidy(() => {
    const [inputs, outputs] = weight.shape;
    const product = tf.matMul(tf.reshape(x, [-1, inputs]), weight);
    const sum = bias ? tf.add(product, bias) : product;
    return tf.reshape(activate(sum, activation), [...x.shape.slice(0, -1), outputs]);
  });
}

function activate(x: tf.Tensor, activation: Activation | undefined): tf.Tensor {
  switch (activation) {
    case undefined:
      return x;
    case 'relu':
      return tf.relu(x);
    case 'squaredRelu':
      return tf.square(tf.relu(x));
    case 'gelu': // the exact form, x * Phi(x)
      return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
  }
}
