/** One pre-norm Transformer block: causal self-attention and a feed-forward layer. */
import type * as tf from '@tensorflow/tfjs';
import { feedForwardLayer } from '../nn/feed-forward.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import { watch } from '../watch.ts';
import type { TransformerConfig } from './config.ts';
import type { StartingWeights } from './initial.ts';
import type { PositionEncoding } from './positions/encoding.ts';
import { rowsAt } from './rows.ts';
import { type Attend, selfAttention } from './self-attention.ts';

/**
 * x [B, T, D] at positions [B, T] (int32) to [B, R, D], where R tokens ask (see {@link Attend}): all T, or some of them.
 * Shows `attention.weights` and `residual`, the stream after it.
 */
export type Block = (x: tf.Tensor3D, positions: tf.Tensor2D, attend: Attend) => tf.Tensor3D;

export function transformerBlock(
  parameters: Parameters,
  config: TransformerConfig,
  encoding: PositionEncoding,
  start: StartingWeights,
): Block {
  const { width, norm, epsilon, residual } = config;
  const attentionNorm = normalisation(parameters, 'attentionNorm', width, norm, epsilon);
  const attention = selfAttention(parameters.scope('attention'), config, encoding, start);
  const feedForwardNorm = normalisation(parameters, 'feedForwardNorm', width, norm, epsilon);
  const feedForward = feedForwardLayer(parameters, 'feedForward', width, {
    hidden: config.feedForward,
    activation: config.activation,
    ...start,
  });
  return (x, positions, attend) => {
    const own = attend.places ? rowsAt(x, attend.places) : x;
    const attended = attention(attentionNorm(x), positions, attend, { residual: own });
    const input = residual === 'parallel' ? own : attended;
    const result = feedForward(feedForwardNorm(input), { residual: attended }) as tf.Tensor3D;
    watch(parameters.path('residual'), () => result);
    return result;
  };
}
