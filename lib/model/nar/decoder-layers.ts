/** The layers of decoders: logits from nodes, edges and graph, free of any choice among them. */
import * as tf from '@tensorflow/tfjs';
import { type MaxDotInputs, maxDot } from '../../backend/index.ts';
import type { ProbeSpec } from '../../dataset/index.ts';
import { type LinearParameters, linearLayer, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { linearOfParts } from './edge-features.ts';
import { maxOverNodes } from './padding.ts';
import type { Decoder, DecoderWidths, Reading } from './reading.ts';

export interface DecoderParts {
  readonly parameters: Parameters;
  readonly widths: DecoderWidths;
  /** Numbers per item. */
  readonly outputs: number;
}

/** One number, or one for each class, at every node, edge or graph. */
export function valueDecoder(
  location: ProbeSpec['location'],
  { parameters, widths, outputs }: DecoderParts,
): Decoder {
  const item = (x: tf.Tensor) => (outputs === 1 ? tf.squeeze(x, [-1]) : x);
  switch (location) {
    case 'node': {
      const nodes = linearLayer(parameters, 'nodes', widths.nodes, outputs);
      return { readsEdges: false, decode: (reading) => item(nodes(reading.nodes)) };
    }
    case 'edge': {
      const pairs = pairLayer({ parameters, widths, outputs });
      return { readsEdges: true, decode: (reading) => item(pairs(reading)) };
    }
    case 'graph': {
      const nodes = linearLayer(parameters, 'nodes', widths.nodes, outputs);
      const graph = linearLayer(parameters, 'graph', widths.hidden, outputs);
      return {
        readsEdges: false,
        decode: (reading, { padding }) =>
          item(tf.add(nodes(maxOverNodes(reading.nodes, padding)), graph(reading.graph))),
      };
    }
  }
}

/** Of the pair (i, j): what i, j and the edge from i to j have to say, [B, N, N, outputs]. */
function pairLayer({ parameters, widths, outputs }: DecoderParts): (reading: Reading) => tf.Tensor {
  const rows = linearLayer(parameters, 'rows', widths.nodes, outputs);
  const columns = linearLayer(parameters, 'columns', widths.nodes, outputs);
  const edges = edgeLayer({ parameters, widths, outputs });
  return (reading) => {
    const perNode = tf.add(tf.expandDims(rows(reading.nodes), 2), tf.expandDims(columns(reading.nodes), 1));
    return edges(reading).reduce<tf.Tensor>((sum, part) => tf.add(sum, part), perNode);
  };
}

/** A linear map of all edge features, in terms [B, N, N, outputs] to be added up. */
export function edgeLayer(
  { parameters, widths, outputs }: DecoderParts,
  name = 'edges',
): (reading: Reading) => tf.Tensor4D[] {
  const layer = linearParameters(parameters, name, widths.edges, outputs);
  return ({ edges }) => {
    if (edges.length === 0)
      throw new Error('This decoder reads edges, but the step was computed without them.');
    return linearOfParts(edges, layer);
  };
}

/** Node i points to j: [B, N, N]. The edge is read from j to i, as in the reference. */
export function nodePointerDecoder({ parameters, widths }: DecoderParts): Decoder {
  const { hidden } = widths;
  const sources = linearLayer(parameters, 'sources', widths.nodes, hidden);
  const targets = linearLayer(parameters, 'targets', widths.nodes, hidden);
  const edges = edgeLayer({ parameters, widths, outputs: hidden });
  const out = linearParameters(parameters, 'out', hidden, 1);
  return {
    readsEdges: true,
    decode: (reading) => {
      const [columns, rows] = [sources(reading.nodes), targets(reading.nodes)] as tf.Tensor3D[];
      const scores = largerOfTwo({ columns, rows, pairs: edges(reading) }, out); // [B, j, i]
      return tf.transpose(scores, [0, 2, 1]);
    },
  };
}

/** The cell (i, j) points to k: [B, N, N, N]. */
export function edgePointerDecoder({ parameters, widths }: DecoderParts): Decoder {
  const { hidden } = widths;
  const pairs = pairLayer({ parameters, widths, outputs: hidden });
  const choices = linearLayer(parameters, 'choices', widths.nodes, hidden);
  const out = linearParameters(parameters, 'out', hidden, 1);
  return {
    readsEdges: true,
    decode: (reading) => {
      const [size, nodes] = reading.nodes.shape;
      const rows = tf.reshape<tf.Rank.R3>(pairs(reading), [size, nodes * nodes, hidden]);
      const columns = choices(reading.nodes) as tf.Tensor3D;
      const scores = largerOfTwo({ columns, rows, pairs: [] }, out);
      return tf.reshape(scores, [size, nodes, nodes, nodes]);
    },
  };
}

/** A number from the elementwise maximum of two vectors, for each row and column. */
function largerOfTwo(inputs: Omit<MaxDotInputs, 'weight'>, { weight, bias }: LinearParameters): tf.Tensor {
  const [first, ...others] = inputs.pairs;
  const pairs = others.length > 1 ? [first, tf.addN(others)] : inputs.pairs; // the operation takes two at most
  const score = maxDot({ ...inputs, pairs, weight });
  return bias ? tf.add(score, bias) : score;
}

/** The graph points to k: [B, N]. */
export function graphPointerDecoder({ parameters, widths }: DecoderParts): Decoder {
  const nodes = linearLayer(parameters, 'nodes', widths.nodes, 1);
  const graph = linearLayer(parameters, 'graph', widths.hidden, 1);
  const choices = linearLayer(parameters, 'choices', widths.nodes, 1);
  return {
    readsEdges: false,
    decode: (reading, { padding }) => {
      const common = tf.add(nodes(maxOverNodes(reading.nodes, padding)), graph(reading.graph));
      return tf.add(common, tf.squeeze(choices(reading.nodes), [-1]));
    },
  };
}
