/** Where the numbers of attention heads lie: side by side, so that nothing is rearranged in memory. */
import type * as tf from '@tensorflow/tfjs';
import { view } from '../../backend/index.ts';

/** The numbers of each token dealt out to the heads: [B, T, heads * d] as [B, T, heads, d]. */
export function splitHeads(x: tf.Tensor, heads: number): tf.Tensor4D {
  const [batch, tokens, width] = x.shape;
  return view<tf.Rank.R4>(x, [batch, tokens, heads, width / heads]);
}

/** The inverse of {@link splitHeads}: [B, T, heads, d] as [B, T, heads * d]. */
export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, tokens, heads, width] = x.shape;
  return view<tf.Rank.R3>(x, [batch, tokens, heads * width]);
}
