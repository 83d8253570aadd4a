/** Some tokens of each sequence: where only their results are needed, the last layer computes nothing else. */
import * as tf from '@tensorflow/tfjs';
import { view } from '../../backend/index.ts';
import { lookUp } from '../nn/look-up.ts';

/** Rows of x [B, T, D] at places [B, R] (int32): [B, R, D]. */
export function rowsAt(x: tf.Tensor3D, places: tf.Tensor2D): tf.Tensor3D {
  const [batch, tokens, width] = x.shape;
  const starts = tf.mul(tf.expandDims(tf.range(0, batch, 1, 'int32'), 1), tf.scalar(tokens, 'int32'));
  return lookUp(view<tf.Rank.R2>(x, [batch * tokens, width]), tf.add(starts, places)) as tf.Tensor3D;
}

/** Positions [B, T] at places [B, R]: [B, R]. */
export function positionsAt(positions: tf.Tensor2D, places: tf.Tensor2D): tf.Tensor2D {
  return tf.gather(positions, places, 1, 1);
}
