/**
 * The encoder of ReNAR: a graph network lets nodes and edges hear of each other before the processor does, and a gate mixes
 * that with their encodings (Huang and others, "Richer Representations for Neural Algorithmic Reasoning via Auxiliary
 * Reconstruction", AAAI 2026, arXiv 2606.00559).
 */
import * as tf from '@tensorflow/tfjs';
import { linearLayer, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { linearOfParts, writtenOut } from './edge-features.ts';
import type { Encoding } from './encoders.ts';
import type { ProcessorConfig, ProcessorInputs } from './processors/contract.ts';
import { messagesOf, updateOf } from './processors/message-passing.ts';
import { tripletsOf } from './processors/triplets.ts';

/** What the network makes of encodings. (A type, not an interface, so that tf.tidy takes it for a container of tensors.) */
export type Context = {
  /** [B, N, H]. */
  readonly nodes: tf.Tensor3D;
  /** [B, N, N, H]. */
  readonly edges: tf.Tensor4D;
};

export interface EncoderNetwork {
  /** One round of messages between encodings. */
  readonly look: (inputs: Omit<ProcessorInputs, 'hidden'>) => Context;
  /** The encodings with their context in them; those of the graph and of triplets stay as they are. */
  readonly mix: (encoding: Encoding, context: Context, show: ProcessorInputs['show']) => Encoding;
}

/**
 * Creates the network and its gate `g = sigmoid(W [z, c] + b)`, which makes of an encoding z and its context c
 * `g * c + (1 - g) * z`. From the paper are the place of the network, that it sees the current state alone, the mixture at
 * nodes, and that edges are handled in a similar manner. The form is this library's: messages over pairs and triplets as of
 * the processor `triplet_mpnn`, of the encodings without any state of the step before; one network for all algorithms; a
 * gate of one linear layer with a number for each component, half open at the start.
 */
export function encoderNetwork(parameters: Parameters, config: ProcessorConfig): EncoderNetwork {
  const { width, tripletWidth, layerNorm } = config;
  const own = { width, tripletWidth, layerNorm };
  const messages = messagesOf(parameters.scope('message'), own, width);
  const update = updateOf(parameters.scope('update'), own, width);
  const overTriplets = tripletsOf(parameters.scope('triplet'), own, width);
  const nodeGate = linearLayer(parameters.scope('gate'), 'nodes', 2 * width, width);
  const edgeGate = linearParameters(parameters.scope('gate'), 'edges', 2 * width, width);
  return {
    look(inputs) {
      const z = inputs.encoding.node;
      return {
        nodes: update(z, messages(z, inputs)) as tf.Tensor3D,
        edges: overTriplets(z, { ...inputs, wantsEdges: true })!,
      };
    },
    mix(encoding, context, show) {
      const { node, edge } = encoding;
      const atNodes = tf.sigmoid(nodeGate(tf.concat([node, context.nodes], 2)));
      const atEdges = tf.sigmoid(tf.addN(linearOfParts([edge, context.edges], edgeGate)));
      show?.('encoder.gate.nodes', () => atNodes);
      show?.('encoder.gate.edges', () => atEdges);
      return {
        ...encoding,
        node: mixed(node, context.nodes, atNodes),
        edge: mixed(writtenOut(edge), context.edges, atEdges),
      };
    },
  };
}

const mixed = <T extends tf.Tensor>(plain: T, context: T, gate: tf.Tensor): T =>
  tf.add<T>(plain, tf.mul(gate, tf.sub(context, plain)));
