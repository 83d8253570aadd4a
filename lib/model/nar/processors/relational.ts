/** The Relational Transformer: nodes and edges both have a state, and attention sees the edge (arXiv 2210.05062). */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { truncatedGaussian } from '../../initializers.ts';
import { layerNormLayer } from '../../nn/layer-norm.ts';
import { type Layer, linearLayer, linearParameters } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { linearOfParts } from '../edge-features.ts';
import type { Advanced, Processor, ProcessorConfig, ProcessorInputs, ProcessorKind } from './contract.ts';
import { relationalAttention } from './relational-attention.ts';

const positive = z.int().positive();

const options = z.strictObject({
  /** Layers of one round, each with parameters of its own. */
  layers: positive,
  /** Numbers of a query, a key and a value of one head; heads are as many as the width has room for. */
  headWidth: positive,
  /** Inner width of the perceptron of the nodes. */
  nodeHidden: positive,
  /** Inner width of the perceptron through which an edge hears its reverse and both its nodes. */
  edgeHidden: positive,
  /** Inner width of the perceptron of the edges. */
  edgeFeedForward: positive,
});

type Sizes = z.infer<typeof options>;

/** Sizes that are left out are those of the authors' code. */
export const relationalFields = { relational: options.partial().optional() };

const authors: Sizes = {
  layers: 3,
  headWidth: 16,
  nodeHidden: 32,
  edgeHidden: 16,
  edgeFeedForward: 8,
};

interface RelationalConfig extends ProcessorConfig {
  readonly relational?: z.infer<typeof relationalFields.relational>;
}

/** The graph's encodings are put beside those of every node and edge (`cat` in the authors' code). */
export const relationalTransformer: ProcessorKind = {
  reach: 'all',
  decodesAlongEdges: false,
  edges: 'state',
  fields: relationalFields,
  check: ({ width, relational }: RelationalConfig) => {
    const { headWidth = authors.headWidth } = relational ?? {};
    if (width % headWidth === 0) return undefined;
    return `A width of ${width} has no room for whole heads of ${headWidth}: make it a multiple, or change relational.headWidth.`;
  },
  make: (parameters, config: RelationalConfig): Processor => {
    const { width, relational } = config;
    const sizes = options.parse({ ...authors, ...relational });
    const enter = entryOf(parameters.scope('enter'), width);
    const layers = Array.from({ length: sizes.layers }, (_, i) =>
      layerOf(parameters.scope('layers').scope(i), width, sizes),
    );
    return {
      advance: (inputs) => layers.reduce((state, layer, i) => layer(state, inputs, i), enter(inputs)),
    };
  },
};

type GraphState = Advanced & { readonly edges: tf.Tensor4D };

/** What is known and what was kept, as one vector of each node and edge: a linear map of both and of the graph. */
function entryOf(parameters: Parameters, width: number) {
  const beside = { weight: truncatedGaussian(1 / Math.sqrt(3 * width)) };
  const unbiased = { ...beside, bias: false } as const;
  const node = linearLayer(parameters, 'node', 2 * width, width, beside);
  const edge = linearParameters(parameters, 'edge', 2 * width, width, beside);
  const nodeGraph = linearLayer(parameters, 'node_graph', width, width, unbiased);
  const edgeGraph = linearLayer(parameters, 'edge_graph', width, width, unbiased);
  return ({ encoding, hidden, edges }: ProcessorInputs): GraphState => {
    if (!edges) throw new Error('A Relational Transformer advances a state of the edges: give it one.');
    const graph = tf.expandDims<tf.Tensor3D>(encoding.graph, 1); // [B, 1, H]
    const parts = linearOfParts([encoding.edge, edges], edge);
    return {
      nodes: tf.add(node(tf.concat([encoding.node, hidden], 2)), nodeGraph(graph)),
      edges: tf.add(tf.add(parts[0], parts[1]), edgeGraph(tf.expandDims(graph, 1))),
    };
  };
}

/** Attention and a perceptron for the nodes, then two perceptrons for the edges; each is added and normalised. */
function layerOf(parameters: Parameters, width: number, sizes: Sizes) {
  const { headWidth, nodeHidden, edgeHidden, edgeFeedForward } = sizes;
  const norm = (name: string) => layerNormLayer(parameters, name, width);
  const attention = relationalAttention(parameters.scope('attention'), width, headWidth);
  const nodePerceptron = perceptron(parameters.scope('node'), width, nodeHidden);
  const message = edgeMessage(parameters.scope('message'), width, edgeHidden);
  const edgePerceptron = perceptron(parameters.scope('edge'), width, edgeFeedForward);
  const [attended, nodesDone] = [norm('attention_norm'), norm('node_norm')];
  const [heard, edgesDone] = [norm('message_norm'), norm('edge_norm')];
  return (state: GraphState, { padding, show }: ProcessorInputs, index: number): GraphState => {
    const showOwn =
      show && ((name: string, value: () => tf.Tensor) => show(`layers.${index}.${name}`, value));
    const gathered = attended(tf.add(state.nodes, attention(state.nodes, state.edges, padding, showOwn)));
    const nodes = nodesDone(tf.add(gathered, nodePerceptron(gathered))) as tf.Tensor3D;
    const told = heard(tf.add(state.edges, message(nodes, state.edges)));
    const edges = edgesDone(tf.add(told, edgePerceptron(told))) as tf.Tensor4D;
    showOwn?.('nodes', () => nodes);
    showOwn?.('edges', () => edges);
    return { nodes, edges };
  };
}

function perceptron(parameters: Parameters, width: number, hidden: number): Layer {
  const inner = linearLayer(parameters, 'hidden', width, hidden, { activation: 'relu' });
  const out = linearLayer(parameters, 'out', hidden, width);
  return (x) => out(inner(x));
}

/** What edge (i, j) hears of itself, of its reverse (j, i), of its source j and its target i: [B, N, N, H]. */
function edgeMessage(parameters: Parameters, width: number, hidden: number) {
  const beside = { weight: truncatedGaussian(1 / Math.sqrt(4 * width)) };
  const unbiased = { ...beside, bias: false } as const;
  const edge = linearLayer(parameters, 'edge', width, hidden, beside);
  const reverse = linearLayer(parameters, 'reverse', width, hidden, unbiased);
  const source = linearLayer(parameters, 'source', width, hidden, unbiased);
  const target = linearLayer(parameters, 'target', width, hidden, unbiased);
  const out = linearLayer(parameters, 'out', hidden, width);
  return (nodes: tf.Tensor3D, edges: tf.Tensor4D): tf.Tensor => {
    const ofEdges = tf.add(edge(edges), tf.transpose(reverse(edges), [0, 2, 1, 3]));
    const ofNodes = tf.add(tf.expandDims(source(nodes), 1), tf.expandDims(target(nodes), 2));
    return out(tf.relu(tf.add(ofEdges, ofNodes)));
  };
}
