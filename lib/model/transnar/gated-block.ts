/** Flamingo's gated block (arXiv 2204.14198), reading nodes and edges. */
import * as tf from '@tensorflow/tfjs';
import { constant } from '../initializers.ts';
import type { MemoryWidths } from '../memory.ts';
import { feedForwardLayer } from '../nn/feed-forward.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import type { StartingWeights } from '../transformer/initial.ts';
import { watch } from '../watch.ts';
import type { TransnarConfig } from './config.ts';
import { readings } from './reading/index.ts';
import type { Prepared, ReadableMemory } from './reading/reading.ts';

export interface GatedBlock {
  prepare(memory: ReadableMemory): Prepared;
  /**
   * x [B, T, D] to [B, T, D]. Shows `gates.attention` and `gates.feedForward`, how far they are open (tanh, -1 to 1), and
   * `residual`, the stream after it.
   */
  read(x: tf.Tensor3D, memory: Prepared): tf.Tensor3D;
}

/**
 * x += tanh(a) * Combine(Attn(x, nodes), Attn(x, edges)), then x += tanh(b) * FFN(x), pre-norm both times. With a and b
 * at 0 it changes nothing.
 */
export function gatedBlock(
  parameters: Parameters,
  config: TransnarConfig,
  transformer: TransformerConfig,
  features: MemoryWidths,
  start: StartingWeights,
): GatedBlock {
  const { heads, width, combine, gate, feedForward: hidden } = config;
  const { width: tokenWidth, norm, epsilon, activation } = transformer;
  const attentionNorm = normalisation(parameters, 'attentionNorm', tokenWidth, norm, epsilon);
  const reading = readings[combine].make(parameters, { tokenWidth, features, width, heads, start });
  const attentionGate = parameters.create('attentionGate', [], constant(gate));
  const feedForwardNorm = normalisation(parameters, 'feedForwardNorm', tokenWidth, norm, epsilon);
  const feedForward = feedForwardLayer(parameters, 'feedForward', tokenWidth, {
    hidden,
    activation,
    ...start,
  });
  const feedForwardGate = parameters.create('feedForwardGate', [], constant(gate));

  return {
    prepare: (memory) => reading.prepare(memory),
    read(x, memory) {
      const [first, second] = [attentionGate, feedForwardGate].map((gate) => tf.tanh(gate) as tf.Scalar);
      const attended = reading.read(attentionNorm(x), memory, { residual: x, gate: first });
      const read = { residual: attended, gate: second };
      const result = feedForward(feedForwardNorm(attended), read) as tf.Tensor3D;
      watch(parameters.path('gates.attention'), () => first);
      watch(parameters.path('gates.feedForward'), () => second);
      watch(parameters.path('residual'), () => result);
      return result;
    },
  };
}

/** The gates of one block, before the tanh: `parameters` are what it was made below. */
export function gatesOfBlock(parameters: Parameters): { attention: tf.Variable; feedForward: tf.Variable } {
  return { attention: parameters.get('attentionGate'), feedForward: parameters.get('feedForwardGate') };
}
