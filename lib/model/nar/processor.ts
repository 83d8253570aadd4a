/** The processor: one round of messages between the nodes of a graph (the reference's processors.py; arXiv 2209.11142). */
import * as tf from '@tensorflow/tfjs';
import { type TripletInputs, maxMessages, tripletMax } from '../../backend/index.ts';
import { constant } from '../initializers.ts';
import { layerNormLayer } from '../nn/layer-norm.ts';
import { linearLayer, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import type { NarConfig } from './config.ts';
import { linearOfEdges } from './edge-features.ts';
import type { Encoding } from './encoders.ts';
import type { Padding } from './padding.ts';
import { processorKinds } from './processor-kinds.ts';

export interface ProcessorInputs {
  /** What is known of nodes, edges and graph at this step. */
  readonly encoding: Encoding;
  /** [B, N, H]. */
  readonly hidden: tf.Tensor3D;
  /** [B, N, N]: 1 where the node of axis 1 reaches that of axis 2; default everywhere. */
  readonly reach?: tf.Tensor3D | undefined;
  readonly padding?: Padding | undefined;
}

export interface Processor {
  /** The next hidden state [B, N, H]. */
  readonly advance: (inputs: ProcessorInputs) => tf.Tensor3D;
  /** Edge embeddings from triplets of nodes [B, N, N, H]: read by decoders, not by messages. */
  readonly triplets: ((inputs: ProcessorInputs) => tf.Tensor4D) | undefined;
  /** What the messages over triplets are sums of: shown, not used. */
  readonly tripletParts: ((inputs: ProcessorInputs) => TripletInputs) | undefined;
}

/** The gate starts almost shut: a node keeps its state until it learns when to change it. */
const GATE_BIAS = -3;

export type ProcessorConfig = Pick<NarConfig, 'processor' | 'width' | 'tripletWidth' | 'layerNorm'>;

/** Creates the parameters of a processor of the kind that the configuration names. */
export function processor(parameters: Parameters, config: ProcessorConfig): Processor {
  const kind = processorKinds[config.processor];
  const messages = messagesOf(parameters.scope('message'), config);
  const update = updateOf(parameters.scope('update'), config);
  const gated = kind.gated ? gateOf(parameters.scope('gate'), config) : undefined;
  const overTriplets = kind.triplets ? tripletsOf(parameters.scope('triplet'), config) : undefined;
  return {
    advance: (inputs) => {
      const known = nodeStates(inputs);
      const received = messages(known, inputs);
      const proposed = update(known, received);
      return (gated ? gated(known, received, proposed, inputs.hidden) : proposed) as tf.Tensor3D;
    },
    triplets: overTriplets?.embed,
    tripletParts: overTriplets?.parts,
  };
}

/** z = [node encodings, hidden state]: [B, N, 2H]. */
function nodeStates({ encoding, hidden }: ProcessorInputs): tf.Tensor3D {
  return tf.concat([encoding.node, hidden], 2);
}

/** z to what each node receives: the largest message in each of H components. */
function messagesOf(parameters: Parameters, { width }: ProcessorConfig) {
  const senders = linearLayer(parameters, 'senders', 2 * width, width);
  const receivers = linearLayer(parameters, 'receivers', 2 * width, width);
  const edges = linearParameters(parameters, 'edges', width, width);
  const graph = linearLayer(parameters, 'graph', width, width);
  const hidden = linearParameters(parameters, 'hidden', width, width);
  const out = linearParameters(parameters, 'out', width, width);
  return (z: tf.Tensor3D, { encoding, reach }: ProcessorInputs) =>
    maxMessages({
      senders: senders(z) as tf.Tensor3D,
      receivers: receivers(z) as tf.Tensor3D,
      edges: linearOfEdges(encoding.edge, edges),
      graph: graph(encoding.graph) as tf.Tensor2D,
      hidden,
      out,
      mask: reach,
    });
}

/** What a node makes of its state and of what it received. */
function updateOf(parameters: Parameters, { width, layerNorm }: ProcessorConfig) {
  const self = linearLayer(parameters, 'self', 2 * width, width);
  const received = linearLayer(parameters, 'received', width, width);
  const normalise = layerNorm ? layerNormLayer(parameters, 'norm', width) : (x: tf.Tensor) => x;
  return (z: tf.Tensor, messages: tf.Tensor) => normalise(tf.relu(tf.add(self(z), received(messages))));
}

/** How much of its proposed state a node takes over. */
function gateOf(parameters: Parameters, { width }: ProcessorConfig) {
  const self = linearLayer(parameters, 'self', 2 * width, width);
  const received = linearLayer(parameters, 'received', width, width);
  const out = linearLayer(parameters, 'out', width, width, { bias: constant(GATE_BIAS) });
  return (z: tf.Tensor, messages: tf.Tensor, proposed: tf.Tensor, hidden: tf.Tensor) => {
    const gate = tf.sigmoid(out(tf.relu(tf.add(self(z), received(messages)))));
    return tf.add(hidden, tf.mul(gate, tf.sub(proposed, hidden)));
  };
}

/** Edge (j, k) from the largest message over triplets (i, j, k). */
function tripletsOf(parameters: Parameters, { width, tripletWidth }: ProcessorConfig) {
  const nodes = (name: string) => linearLayer(parameters, name, 2 * width, tripletWidth);
  const edges = (name: string) => linearParameters(parameters, name, width, tripletWidth);
  const [i, j, k] = [nodes('i'), nodes('j'), nodes('k')];
  const [ij, ik, jk] = [edges('ij'), edges('ik'), edges('jk')];
  const graph = linearLayer(parameters, 'graph', width, tripletWidth);
  const out = linearLayer(parameters, 'out', tripletWidth, width, { activation: 'relu' });
  const parts = (inputs: ProcessorInputs): TripletInputs => {
    const z = nodeStates(inputs);
    const { encoding, padding } = inputs;
    return {
      a: i(z) as tf.Tensor3D,
      b: j(z) as tf.Tensor3D,
      c: k(z) as tf.Tensor3D,
      ab: linearOfEdges(encoding.edge, ij),
      ac: linearOfEdges(encoding.edge, ik),
      bc: linearOfEdges(encoding.edge, jk),
      graph: graph(encoding.graph) as tf.Tensor2D,
      nodeMask: padding?.real,
    };
  };
  return {
    parts,
    embed: (inputs: ProcessorInputs) => out(tripletMax(parts(inputs))) as tf.Tensor4D,
  };
}
