/** The message-passing family: one round of messages between the nodes of a graph (the reference's processors.py). */
import * as tf from '@tensorflow/tfjs';
import { z as zod } from 'zod';
import { maxMessages } from '../../../backend/index.ts';
import { constant } from '../../initializers.ts';
import { layerNormLayer } from '../../nn/layer-norm.ts';
import { linearLayer, linearParameters } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { linearOfEdges } from '../edge-features.ts';
import { type AggregatorName, aggregatorNames, aggregators } from './aggregators.ts';
import type { Processor, ProcessorConfig, ProcessorInputs, ProcessorKind } from './contract.ts';
import { tripletsOf } from './triplets.ts';

/** What sets the processors of this family apart. */
interface MessagePassingChoices extends Partial<Pick<ProcessorKind, 'reach' | 'decodesAlongEdges'>> {
  /** Whether messages over triplets of nodes make edge embeddings for the decoders; default no. */
  readonly triplets?: boolean;
  /** Whether a gate decides how much of a node's state is replaced; default no. */
  readonly gated?: boolean;
}

/** The gate starts almost shut: a node keeps its state until it learns when to change it. */
const GATE_BIAS = -3;

export const aggregatorFields = {
  /** What a node makes of the messages that reach it; absent: it takes the largest, component by component. */
  aggregator: zod.enum(aggregatorNames).optional(),
};

export const decayFields = {
  /**
   * What a step is given of the nodes' state before it: this share, so that states do not grow with the number of steps
   * (arXiv 2307.08874, whose authors decay the latent space; where in a step that is done is this library's choice).
   * Absent: all of it.
   */
  stateDecay: zod.number().positive().lt(1).optional(),
};

interface MessagePassingConfig extends ProcessorConfig {
  readonly aggregator?: AggregatorName | undefined;
  readonly stateDecay?: number | undefined;
}

/** A processor whose nodes take the largest of the messages that reach them, or what an aggregator makes of them. */
export function messagePassing({
  reach = 'all',
  decodesAlongEdges = false,
  triplets = false,
  gated = false,
}: MessagePassingChoices = {}): ProcessorKind {
  return {
    reach,
    decodesAlongEdges,
    edges: triplets ? 'embedded' : 'none',
    fields: { ...aggregatorFields, ...decayFields },
    make: (parameters, config: MessagePassingConfig): Processor => {
      const { stateDecay } = config;
      const messages = messagesOf(parameters.scope('message'), config);
      const update = updateOf(parameters.scope('update'), config);
      const gate = gated ? gateOf(parameters.scope('gate'), config) : undefined;
      const overTriplets = triplets ? tripletsOf(parameters.scope('triplet'), config) : undefined;
      return {
        ...(stateDecay !== undefined && { recall: ({ hidden }) => ({ nodes: tf.mul(hidden, stateDecay) }) }),
        advance: (inputs) => {
          const { encoding, hidden, show } = inputs;
          const z = tf.concat([encoding.node, hidden], 2); // [B, N, 2H]
          const received = messages(z, inputs);
          show?.('messages', () => received);
          const proposed = update(z, received);
          const opening = gate?.(z, received);
          if (opening) show?.('gate', () => opening);
          const nodes = opening ? tf.add(hidden, tf.mul(opening, tf.sub(proposed, hidden))) : proposed;
          return { nodes: nodes as tf.Tensor3D, edges: overTriplets?.(z, inputs) };
        },
      };
    },
  };
}

/**
 * z, `reads` numbers of each node, to what each node receives: the largest message in each of H components, or what the
 * aggregator makes of them.
 */
export function messagesOf(
  parameters: Parameters,
  { width, aggregator }: MessagePassingConfig,
  reads = 2 * width,
) {
  const senders = linearLayer(parameters, 'senders', reads, width);
  const receivers = linearLayer(parameters, 'receivers', reads, width);
  const edges = linearParameters(parameters, 'edges', width, width);
  const graph = linearLayer(parameters, 'graph', width, width);
  const hidden = linearParameters(parameters, 'hidden', width, width);
  const out = linearParameters(parameters, 'out', width, width);
  const aggregate = aggregator ? aggregators[aggregator](parameters, width) : maxMessages;
  return (z: tf.Tensor3D, { encoding, reach }: Pick<ProcessorInputs, 'encoding' | 'reach'>) =>
    aggregate({
      senders: senders(z) as tf.Tensor3D,
      receivers: receivers(z) as tf.Tensor3D,
      edges: linearOfEdges(encoding.edge, edges),
      graph: graph(encoding.graph) as tf.Tensor2D,
      hidden,
      out,
      mask: reach,
    });
}

/** What a node makes of z and of what it received. */
export function updateOf(parameters: Parameters, { width, layerNorm }: ProcessorConfig, reads = 2 * width) {
  const self = linearLayer(parameters, 'self', reads, width);
  const received = linearLayer(parameters, 'received', width, width);
  const normalise = layerNorm ? layerNormLayer(parameters, 'norm', width) : (x: tf.Tensor) => x;
  return (z: tf.Tensor, messages: tf.Tensor) => normalise(tf.relu(tf.add(self(z), received(messages))));
}

/** How much of its proposed state a node takes over, [B, N, H] between 0 and 1. */
function gateOf(parameters: Parameters, { width }: ProcessorConfig) {
  const self = linearLayer(parameters, 'self', 2 * width, width);
  const received = linearLayer(parameters, 'received', width, width);
  const out = linearLayer(parameters, 'out', width, width, { bias: constant(GATE_BIAS) });
  return (z: tf.Tensor, messages: tf.Tensor): tf.Tensor =>
    tf.sigmoid(out(tf.relu(tf.add(self(z), received(messages)))));
}
