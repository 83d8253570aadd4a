/** A linear map with its bias and activation, and two of them in a row; what they give may join a residual stream. */
import * as tf from '@tensorflow/tfjs';
import type { Activation, FeedForwardInputs, Joining } from '../kernels.ts';
import { fused } from '../registry.ts';

/**
 * `activation(x @ weight + bias)` for x [..., I], weight [I, O] and bias [O]: [..., O]. With `joining` it is multiplied by
 * the gate, if there is one, and the residual [..., O] is added.
 */
export const linear = fused('linear', composedLinear);

/** The specification of {@link linear}, in plain tfjs ops. */
export function composedLinear(
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
  joining?: Joining,
): tf.Tensor {
  return tf.tidy(() => {
    const [inputs, outputs] = weight.shape;
    const product = tf.matMul(tf.reshape(x, [-1, inputs]), weight);
    const sum = bias ? tf.add(product, bias) : product;
    return joined(tf.reshape(activate(sum, activation), [...x.shape.slice(0, -1), outputs]), joining);
  });
}

/** `outwards(activation(inwards(x)))` for x [..., I]: [..., O], joined as by {@link linear}. */
export const feedForward = fused('feedForward', composedFeedForward);

/** The specification of {@link feedForward}. */
export function composedFeedForward(inputs: FeedForwardInputs): tf.Tensor {
  const { x, inwards, outwards, activation, joining } = inputs;
  return tf.tidy(() =>
    linear(
      linear(x, inwards.weight, inwards.bias, activation),
      outwards.weight,
      outwards.bias,
      undefined,
      joining,
    ),
  );
}

/** A result as it joins a residual stream, if it does. */
function joined(result: tf.Tensor, joining: Joining | undefined): tf.Tensor {
  if (!joining) return result;
  const { residual, gate } = joining;
  return tf.add(residual, gate ? tf.mul(gate, result) : result);
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
