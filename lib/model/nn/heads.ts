/** Where the numbers of attention heads lie. */
import * as tf from '@tensorflow/tfjs';

/** The numbers of each token dealt out to the heads: [B, T, heads * d] to [B, heads, T, d]. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, tokens, width] = x.shape;
  return tf.transpose(tf.reshape<tf.Rank.R4>(x, [batch, tokens, heads, width / heads]), [0, 2, 1, 3]);
}

/** The inverse of {@link splitHeads}: [B, heads, T, d] to [B, T, heads * d]. */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, tokens, width] = x.shape;
  return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, tokens, heads * width]);
}
