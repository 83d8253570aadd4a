/** Tokens attending to a set of M things of the memory: its nodes (M = N) or its edges (M = N * N). */
import * as tf from '@tensorflow/tfjs';
import { attentionWeights, crossAttention } from '../../../backend/index.ts';
import { mergeHeads, splitHeads } from '../../nn/heads.ts';
import { linearLayer } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { patchable, watch } from '../../watch.ts';
import type { KeysAndValues, ReadingSizes } from './reading.ts';

export interface CrossAttention {
  /** Features [B, M, F] and mask [B, M]. */
  prepare(features: tf.Tensor3D, mask: tf.Tensor2D): KeysAndValues;
  /** Normalised tokens [B, T, D] to what they read [B, T, A]. Shows its `weights` [B, heads, T, M]; its `heads` [B, T, heads, d] can be patched. */
  attend(x: tf.Tensor, prepared: KeysAndValues): tf.Tensor3D;
}

/** The parameters are made below `parameters`; `features` is F. */
export function crossAttentionLayer(
  parameters: Parameters,
  features: number,
  { tokenWidth, width, heads, start }: Omit<ReadingSizes, 'features'>,
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
    attend(x, { k, v, mask }) {
      const q = splitHeads(query(x), heads);
      watch(parameters.path('weights'), () => attentionWeights(q, k, { keyMask: mask }));
      return mergeHeads(patchable(parameters.path('heads'), crossAttention(q, k, v, mask)));
    },
  };
}
