/** Where the numbers of attention heads lie: side by side, so that nothing is rearranged in memory. */
import * as tf from '@tensorflow/tfjs';

/** The numbers of each token dealt out to the heads: [B, T, heads * d] as [B, T, heads, d]. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, tokens, width] = x.shape;
  return tf.reshape<tf.Rank.R4>(x, [batch, tokens, heads, width / heads]);
}

/** The inverse of {@link splitHeads}: [B, T, heads, d] as [B, T, heads * d]. */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, tokens, heads, width] = x.shape;
  return tf.reshape(x, [batch, tokens, heads * width]);
}
