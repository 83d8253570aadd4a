/** One pre-norm Transformer block: causal self-attention with rotary positions, and a feed-forward layer. */
import * as tf from '@tensorflow/tfjs';
import { rotary } from '../../backend/index.ts';
import { feedForwardLayer } from '../nn/feed-forward.ts';
import { mergeHeads } from '../nn/heads.ts';
import { linearLayer } from '../nn/linear.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import { type TransformerConfig, headWidth } from './config.ts';
import type { StartingWeights } from './initial.ts';

/**
 * How queries meet keys and values, all [B, heads, T, d]: `causalAttention` in training; in decoding a function that
 * also remembers earlier tokens.
 */
export type Attend = (q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D) => tf.Tensor4D;

/** x [B, T, D] at positions [B, T] (int32) to [B, T, D]. */
export type Block = (x: tf.Tensor3D, positions: tf.Tensor2D, attend: Attend) => tf.Tensor3D;

export function transformerBlock(
  parameters: Parameters,
  config: TransformerConfig,
  start: StartingWeights,
): Block {
  const { width, norm, epsilon, residual } = config;
  const attentionNorm = normalisation(parameters, 'attentionNorm', width, norm, epsilon);
  const attention = selfAttention(parameters.scope('attention'), config, start);
  const feedForwardNorm = normalisation(parameters, 'feedForwardNorm', width, norm, epsilon);
  const feedForward = feedForwardLayer(parameters, 'feedForward', width, {
    hidden: config.feedForward,
    activation: config.activation,
    ...start,
  });
  return (x, positions, attend) => {
    const attended = tf.add(x, attention(attentionNorm(x), positions, attend));
    const input = residual === 'parallel' ? x : attended;
    return tf.add(attended, feedForward(feedForwardNorm(input)));
  };
}

function selfAttention(
  parameters: Parameters,
  config: TransformerConfig,
  { inner, residual, bias }: StartingWeights,
): (x: tf.Tensor, positions: tf.Tensor2D, attend: Attend) => tf.Tensor {
  const { width, heads, rotary: rotation } = config;
  // One product for all three; columns are [query | key | value], each [heads, d].
  const project = linearLayer(parameters, 'queryKeyValue', width, 3 * width, { weight: inner, bias });
  const out = linearLayer(parameters, 'out', width, width, { weight: residual, bias });
  return (x, positions, attend) => {
    const [batch, tokens] = x.shape;
    const parts = tf.reshape(project(x), [batch, tokens, 3, heads, headWidth(config)]);
    const [q, k, v] = tf.unstack(tf.transpose(parts, [2, 0, 3, 1, 4])) as tf.Tensor4D[];
    const attended = attend(rotary(q, positions, rotation), rotary(k, positions, rotation), v);
    return out(mergeHeads(attended));
  };
}
