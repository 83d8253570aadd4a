/** Learning from a teacher's distributions beside the truth (Hinton et al., arXiv 1503.02531). */
import * as tf from '@tensorflow/tfjs';
import type { TokenBatch } from '../language-data/index.ts';
import type { LanguageModel } from './language-model.ts';
import { countedLogits, countedWeights, truthLoss } from './loss.ts';

/** How a student weighs its teacher against the truth (arXiv 1503.02531). */
export interface TeachingOptions {
  /** The share of the truth in the loss, 0 to 1; the rest is the teacher's. */
  readonly truth: number;
  /** What logits are divided by before the two distributions are compared. */
  readonly temperature: number;
}

/**
 * Mean over the C tokens that count, in nats: truth * cross-entropy + (1 - truth) * temperature^2 * KL(teacher || student),
 * the divergence between the softened distributions; the square keeps its gradient's size (section 2 of the source).
 * `taught` [C, V] are the teacher's logits for the same tokens, from `countedLogits`; no gradient flows to them.
 */
export function distillationLoss(
  student: LanguageModel,
  batch: TokenBatch,
  taught: tf.Tensor2D,
  { truth, temperature }: TeachingOptions,
): tf.Scalar {
  return tf.tidy(() => {
    const logits = countedLogits(student, batch);
    const divergence = softenedDivergence(logits, taught, countedWeights(batch), temperature);
    return tf.add(tf.mul(truthLoss(logits, batch), truth), tf.mul(divergence, 1 - truth));
  });
}

/**
 * temperature^2 * KL(teacher || student), the mean over rows [C] by weight, of logits [C, V]; not negative, and 0 where
 * both distributions are the same.
 */
export function softenedDivergence(
  student: tf.Tensor2D,
  teacher: tf.Tensor2D,
  weights: tf.Tensor1D,
  temperature: number,
): tf.Scalar {
  return tf.tidy(() => {
    const [said, taught] = [student, teacher].map((logits) => tf.logSoftmax(tf.div(logits, temperature)));
    const nats = tf.sum(tf.mul(tf.exp(taught), tf.sub(taught, said)), 1);
    const mean = tf.div(tf.sum(tf.mul(nats, weights)), tf.sum(weights));
    return tf.mul<tf.Scalar>(mean, temperature ** 2);
  });
}
