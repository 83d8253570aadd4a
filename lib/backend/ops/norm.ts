import * as tf from '@tensorflow/tfjs';
import { nativeLayerNorm, nativeRmsNorm } from '../native/ops/norm.ts';
import { nativeBackend } from '../native/tensors.ts';

/** Root-mean-square normalisation over the last axis: x [..., D] / sqrt(mean(x^2) + epsilon) * gain [D]. */
export function rmsNorm(x: tf.Tensor, gain: tf.Tensor1D, epsilon: number): tf.Tensor {
  const native = nativeBackend();
  return native ? nativeRmsNorm(native, x, gain, epsilon) : composedRmsNorm(x, gain, epsilon);
}

/** The specification of {@link rmsNorm}, in plain tfjs ops. */
export function composedRmsNorm(x: tf.Tensor, gain: tf.Tensor1D, epsilon: number): tf.Tensor {
  return tf.tidy(() => {
    const meanSquare = tf.mean(tf.square(x), -1, true);
    return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), gain);
  });
}

/** Layer normalisation over the last axis: (x - mean) / sqrt(variance + epsilon) * scale [D] + offset [D]. */
export function layerNorm(x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D, epsilon: number): tf.Tensor {
  const native = nativeBackend();
  return native
    ? nativeLayerNorm(native, x, scale, offset, epsilon)
    : composedLayerNorm(x, scale, offset, epsilon);
}

/** The specification of {@link layerNorm}, in plain tfjs ops. */
export function composedLayerNorm(
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  return tf.tidy(() => {
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const variance = tf.mean(tf.square(centred), -1, true);
    return tf.add(tf.mul(tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon))), scale), offset);
  });
}
