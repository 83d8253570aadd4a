/** The loss of classes: cross-entropy of logits against integer targets. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/**
 * Weighted mean of the cross-entropy of logits [..., V] against the classes targets [...] (int32), in nats:
 * sum(weights * ce) / sum(weights), a scalar; 0 when all weights are 0. Weights [...] are data: no gradient flows to them.
 */
export const softmaxCrossEntropy = fused('softmaxCrossEntropy', composedSoftmaxCrossEntropy);

/** The specification of {@link softmaxCrossEntropy}, in plain tfjs ops. */
export function composedSoftmaxCrossEntropy(
  logits: tf.Tensor,
  targets: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  return tf.tidy(() => {
    const classes = logits.shape.at(-1) ?? 1;
    const chosen = tf.oneHot(tf.cast(tf.reshape(targets, [-1]), 'int32'), classes);
    const logits2d = tf.reshape(logits, [-1, classes]);
    const nats = tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits2d), chosen), -1));
    const flatWeights = tf.cast(tf.reshape(weights, [-1]), 'float32');
    const total = tf.maximum(tf.sum(flatWeights), 1e-30);
    return tf.sum(tf.mul(nats, tf.div(flatWeights, total))).asScalar();
  });
}
