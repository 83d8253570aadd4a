/** Rows added up by their numbers: the gradient of looking them up. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/**
 * The sums of rows [N, D] of the same number, indices [N] (int32) in [0, count): [count, D], 0 where no row has the number.
 * Not differentiable.
 */
export const scatterAdd = fused('scatterAdd', composedScatterAdd);

/** The specification of {@link scatterAdd}, in plain tfjs ops. */
export function composedScatterAdd(rows: tf.Tensor2D, indices: tf.Tensor1D, count: number): tf.Tensor2D {
  return tf.tidy(() => {
    const numbers = tf.reshape<tf.Rank.R2>(indices, [indices.size, 1]);
    return tf.scatterND<tf.Rank.R2>(numbers, rows, [count, rows.shape[1]]);
  });
}
