/** Flamingo's gated block (arXiv 2204.14198), reading nodes and edges. */
import * as tf from '@tensorflow/tfjs';
import { constant } from '../initializers.ts';
import type { MemoryWidths } from '../memory.ts';
import { feedForwardLayer } from '../nn/feed-forward.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import type { TransformerConfig } from '../transformer/config.ts';
import type { StartingWeights } from '../transformer/initial.ts';
import type { MemoryReading } from '../transformer/language-model.ts';
import { combineLayer } from './combine.ts';
import type { TransnarConfig } from './config.ts';
import { type CrossAttention, type KeysAndValues, crossAttentionLayer } from './cross-attention.ts';

/** A memory as one layer reads it; edges are flat, [B, N * N, ...]. */
export type PreparedMemory = { nodes: KeysAndValues; edges?: KeysAndValues };

/** Features for one layer: nodes [B, N, Fn], edges [B, N * N, Fe], and what of them is real. */
export interface ReadableMemory {
  readonly nodes: tf.Tensor3D;
  readonly edges: tf.Tensor3D;
  readonly nodeMask: tf.Tensor2D;
  readonly edgeMask: tf.Tensor2D;
}

export interface GatedBlock {
  prepare(memory: ReadableMemory): PreparedMemory;
  /** x [B, T, D] to [B, T, D]. */
  read(x: tf.Tensor3D, memory: PreparedMemory): tf.Tensor3D;
  /** What `read` does with x. */
  inspect(x: tf.Tensor3D, memory: PreparedMemory): Omit<MemoryReading, 'layer'>;
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
  const attentionTo = (what: keyof MemoryWidths): CrossAttention =>
    crossAttentionLayer(parameters.scope(what), {
      tokenWidth,
      features: features[what],
      width,
      heads,
      start,
    });

  const attentionNorm = normalisation(parameters, 'attentionNorm', tokenWidth, norm, epsilon);
  const nodes = attentionTo('nodes');
  const edges = combine === 'nodes-only' ? undefined : attentionTo('edges');
  const combined = combineLayer(parameters.scope('combine'), combine, { width, tokenWidth, start });
  const attentionGate = parameters.create('attentionGate', [], constant(gate));
  const feedForwardNorm = normalisation(parameters, 'feedForwardNorm', tokenWidth, norm, epsilon);
  const feedForward = feedForwardLayer(parameters, 'feedForward', tokenWidth, {
    hidden,
    activation,
    ...start,
  });
  const feedForwardGate = parameters.create('feedForwardGate', [], constant(gate));

  return {
    prepare: (memory) => ({
      nodes: nodes.prepare(memory.nodes, memory.nodeMask),
      ...(edges ? { edges: edges.prepare(memory.edges, memory.edgeMask) } : {}),
    }),
    read(x, memory) {
      const normalised = attentionNorm(x);
      const fromNodes = nodes.attend(normalised, memory.nodes);
      const fromEdges = memory.edges ? edges?.attend(normalised, memory.edges) : undefined;
      const attended = tf.add(x, tf.mul(tf.tanh(attentionGate), combined(fromNodes, fromEdges)));
      return tf.add(attended, tf.mul(tf.tanh(feedForwardGate), feedForward(feedForwardNorm(attended))));
    },
    inspect(x, memory) {
      const normalised = attentionNorm(x);
      const toNodes = nodes.weights(normalised, memory.nodes);
      const toEdges = memory.edges ? edges?.weights(normalised, memory.edges) : undefined;
      const [batch, , tokens, count] = toNodes.shape;
      return {
        gates: { attention: opening(attentionGate), feedForward: opening(feedForwardGate) },
        shape: { batch, heads, tokens, nodes: count },
        nodes: toNodes.dataSync<'float32'>(),
        ...(toEdges ? { edges: toEdges.dataSync<'float32'>() } : {}),
      };
    },
  };
}

function opening(gate: tf.Variable): number {
  return Math.tanh(gate.dataSync()[0]);
}
