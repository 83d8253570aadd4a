/** Causal self-attention: how its queries, keys and values are made, and how positions enter. */
import * as tf from '@tensorflow/tfjs';
import { mergeHeads } from '../nn/heads.ts';
import { linearLayer } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { watch } from '../watch.ts';
import { type TransformerConfig, headWidth } from './config.ts';
import type { StartingWeights } from './initial.ts';
import type { PairBias, PositionEncoding } from './positions/encoding.ts';

/** How queries meet keys and values, all [B, heads, T, d]: within the sequence, or with those of earlier tokens too. */
export interface Attend {
  /** [B, heads, T, d]; `bias` is what the positions add to the scores. */
  values(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D, bias: PairBias | undefined): tf.Tensor4D;
  /** The weights by which `values` takes its means, [B, heads, T, T]; absent where earlier keys are kept elsewhere. */
  weights?(q: tf.Tensor4D, k: tf.Tensor4D, bias: PairBias | undefined): tf.Tensor4D;
}

/** Normalised tokens [B, T, D] at positions [B, T] (int32) to what joins the residual stream, [B, T, D]. */
export type SelfAttention = (x: tf.Tensor, positions: tf.Tensor2D, attend: Attend) => tf.Tensor;

export function selfAttention(
  parameters: Parameters,
  config: TransformerConfig,
  encoding: PositionEncoding,
  { inner, residual, bias }: StartingWeights,
): SelfAttention {
  const { width, heads } = config;
  // One product for all three; columns are [query | key | value], each [heads, d].
  const project = linearLayer(parameters, 'queryKeyValue', width, 3 * width, { weight: inner, bias });
  const out = linearLayer(parameters, 'out', width, width, { weight: residual, bias });
  const { turn = (x: tf.Tensor4D) => x, bias: pairBias } = encoding.attention?.(parameters) ?? {};
  return (x, positions, attend) => {
    const [batch, tokens] = x.shape;
    const parts = tf.reshape(project(x), [batch, tokens, 3, heads, headWidth(config)]);
    const [q, k, v] = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4])) as tf.Tensor4D[];
    const [query, key] = [turn(q, positions), turn(k, positions)];
    const { weights } = attend;
    if (weights) watch(parameters.path('weights'), () => weights(query, key, pairBias));
    return out(mergeHeads(attend.values(query, key, v, pairBias)));
  };
}
