/** The loss of one probe, by type: a mean over the rows that count (the reference's losses.py). */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../../backend/index.ts';
import type { ProbeType } from '../../dataset/index.ts';
import type { Target } from './targets.ts';

/** Loss of logits [..., B, ...], laid out as the target is; 0 where nothing counts. */
export function probeLoss(type: ProbeType, logits: tf.Tensor, target: Target): tf.Scalar {
  switch (type) {
    case 'scalar':
      return meanCounted(tf.squaredDifference(tf.reshape(logits, [-1]), target.values), target);
    case 'mask':
      return meanCounted(sigmoidCrossEntropy(tf.reshape(logits, [-1]), target.values), target);
    case 'mask_one':
    case 'categorical':
    case 'pointer':
      return softmaxCrossEntropy(rowsOf(logits), target.values, target.weights);
    case 'permutation_pointer':
      return meanCounted(minusLogProbability(rowsOf(logits), target.values), target);
    case 'should_be_permutation':
      throw new Error(
        'A model learns permutation pointers: make batches from trajectories that went through preprocess().',
      );
  }
}

/** Cross-entropy of bits z with the logits x, in a form that cannot overflow: log(1 + e^x) - x z. */
function sigmoidCrossEntropy(x: tf.Tensor, z: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(x), tf.mul(x, z));
}

/** Rows of log-probabilities [R, C] at the classes [R]. */
function minusLogProbability(rows: tf.Tensor2D, classes: tf.Tensor1D): tf.Tensor {
  return tf.neg(tf.sum(tf.mul(rows, tf.oneHot(classes, rows.shape[1])), 1));
}

function meanCounted(loss: tf.Tensor, { weights, counted }: Target): tf.Scalar {
  return tf.div(tf.sum(tf.mul(loss, weights)), Math.max(counted, 1));
}

function rowsOf(logits: tf.Tensor): tf.Tensor2D {
  return tf.reshape(logits, [-1, logits.shape.at(-1) ?? 1]);
}
