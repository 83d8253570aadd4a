/** Normalisation over the last axis. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/** Root-mean-square normalisation over the last axis: x [..., D] / sqrt(mean(x^2) + epsilon) * gain [D]. */
export const rmsNorm = fused('rmsNorm', composedRmsNorm);

/** The specification of {@link rmsNorm}, in plain tfjs ops. */
export function composedRmsNorm(x: tf.Tensor, gain: tf.Tensor1D, epsilon: number): tf.Tensor {
  return tf.tidy(() => {
    const meanSquare = tf.mean(tf.square(x), -1, true);
    return tf.mul(tf.mul(x, tf.rsqrt(tf.add(meanSquare, epsilon))), gain);
  });
}

/** Layer normalisation over the last axis: (x - mean) / sqrt(variance + epsilon) * scale [D] + offset [D]. */
export const layerNorm = fused('layerNorm', composedLayerNorm);

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
