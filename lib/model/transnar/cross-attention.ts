/** Tokens attending to a set of M things of the memory: its nodes (M = N) or its edges (M = N * N). */
import * as tf from '@tensorflow/tfjs';
import { crossAttention } from '../../backend/index.ts';
import { mergeHeads, splitHeads } from '../nn/heads.ts';
import { linearLayer } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import type { StartingWeights } from '../transformer/initial.ts';

/** What tokens meet: made once for a memory, however many tokens read it. A type, so that tidy sees the tensors. */
export type KeysAndValues = {
  /** [B, heads, M, d] */
  k: tf.Tensor4D;
  v: tf.Tensor4D;
  /** [B, M]: 1 what is real, 0 what pads. */
  mask: tf.Tensor2D;
};

export interface CrossAttention {
  /** Features [B, M, F] and mask [B, M]. */
  prepare(features: tf.Tensor3D, mask: tf.Tensor2D): KeysAndValues;
  /** Normalised tokens [B, T, D] to what they read [B, T, A]. */
  attend(x: tf.Tensor, prepared: KeysAndValues): tf.Tensor3D;
  /** How much each token reads of each thing: [B, heads, T, M]. */
  weights(x: tf.Tensor, prepared: KeysAndValues): tf.Tensor4D;
}

export interface CrossAttentionSizes {
  /** D. */
  readonly tokenWidth: number;
  /** F. */
  readonly features: number;
  /** A, the widths of all heads together. */
  readonly width: number;
  readonly heads: number;
  readonly start: StartingWeights;
}

export function crossAttentionLayer(
  parameters: Parameters,
  { tokenWidth, features, width, heads, start }: CrossAttentionSizes,
): CrossAttention {
  const options = { weight: start.inner, bias: start.bias };
  const query = linearLayer(parameters, 'query', tokenWidth, width, options);
  const key = linearLayer(parameters, 'key', features, width, options);
  const value = linearLayer(parameters, 'value', features, width, options);
  return {
    prepare: (things, mask) => ({
      k: splitHeads(key(things), heads),
      v: splitHeads(value(things), heads),
      mask: tf.clone(mask),
    }),
    attend: (x, { k, v, mask }) => mergeHeads(crossAttention(splitHeads(query(x), heads), k, v, mask)),
    weights(x, { k, mask }) {
      const scores = tf.matMul(splitHeads(query(x), heads), k, false, true);
      const hidden = tf.mul(tf.sub(1, tf.reshape(mask, [mask.shape[0], 1, 1, mask.shape[1]])), -1e9);
      return tf.softmax(tf.add<tf.Tensor4D>(tf.div(scores, Math.sqrt(width / heads)), hidden));
    },
  };
}
