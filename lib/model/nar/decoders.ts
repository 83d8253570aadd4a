/** Decoders: logits of one probe from the state after a step (the reference's decoders.py). */
import * as tf from '@tensorflow/tfjs';
import { type MaxDotInputs, maxDot } from '../../backend/index.ts';
import type { ProbeSpec } from '../../dataset/index.ts';
import type { RandomState } from '../../random/index.ts';
import { type LinearParameters, linearLayer, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { type EdgeFeatures, linearOfEdges } from './edge-features.ts';
import { type Padding, amongRealNodes, maxOverNodes } from './padding.ts';
import { gumbelNoise, logSinkhorn, sinkhornIterations } from './sinkhorn.ts';

/** What decoders read. */
export type Reading = {
  /** [B, N, 3H]: node encodings, state before and after the step. */
  readonly nodes: tf.Tensor3D;
  /** [B, N, N, H] each: edge encodings and, if there are any, triplet embeddings; empty if nobody reads them. */
  readonly edges: EdgeFeatures[];
  /** [B, H]. */
  readonly graph: tf.Tensor2D;
  /** [B, N, N]: 1 where a pointer or an edge mask may be decoded; default everywhere. */
  readonly allowed: tf.Tensor3D | undefined;
};

export interface DecodingContext {
  readonly padding: Padding | undefined;
  /** Given in training only: matchings are decoded with noise. */
  readonly random: RandomState | undefined;
}

export interface Decoder {
  readonly readsEdges: boolean;
  /** Logits [B, ...] in the probe's dense shape; numbers of scalars; log-probabilities of permutation pointers. */
  readonly decode: (reading: Reading, context: DecodingContext) => tf.Tensor;
}

export interface DecoderWidths {
  readonly nodes: number;
  readonly edges: number;
  /** H, also of the graph encodings. */
  readonly hidden: number;
}

/** Creates the decoder of a probe. Throws for a combination of location and type that no algorithm can have. */
export function decoder(parameters: Parameters, probe: ProbeSpec, widths: DecoderWidths): Decoder {
  const { location, type } = probe;
  const parts: Parts = { parameters, widths, outputs: type === 'categorical' ? probe.classes : 1 };
  switch (type) {
    case 'scalar':
      return valueDecoder(location, parts);
    case 'mask':
      return alongEdges(valueDecoder(location, parts), location);
    case 'categorical':
      return valueDecoder(location, parts);
    case 'mask_one':
      if (location === 'graph') break;
      return amongNodes(alongEdges(valueDecoder(location, parts), location));
    case 'pointer':
      switch (location) {
        case 'node':
          return amongNodes(nodePointerDecoder(parts));
        case 'edge':
          return amongNodes(edgePointerDecoder(parts));
        case 'graph':
          return amongNodes(graphPointerDecoder(parts));
      }
    // eslint-disable-next-line no-fallthrough -- every location has returned
    case 'permutation_pointer':
      if (location !== 'node') break;
      return matchingDecoder(nodePointerDecoder(parts));
    case 'should_be_permutation':
      throw new Error(
        'Permutations are decoded as permutation pointers: use the spec of preprocessed trajectories.',
      );
  }
  throw new Error(`There is no decoder for a ${type} at ${location}: no algorithm has such a probe.`);
}

interface Parts {
  readonly parameters: Parameters;
  readonly widths: DecoderWidths;
  /** Numbers per item. */
  readonly outputs: number;
}

/** One number, or one for each class, at every node, edge or graph. */
function valueDecoder(location: ProbeSpec['location'], { parameters, widths, outputs }: Parts): Decoder {
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
function pairLayer({ parameters, widths, outputs }: Parts): (reading: Reading) => tf.Tensor {
  const rows = linearLayer(parameters, 'rows', widths.nodes, outputs);
  const columns = linearLayer(parameters, 'columns', widths.nodes, outputs);
  const edges = edgeLayer({ parameters, widths, outputs });
  return (reading) => {
    const perNode = tf.add(tf.expandDims(rows(reading.nodes), 2), tf.expandDims(columns(reading.nodes), 1));
    return edges(reading).reduce<tf.Tensor>((sum, part) => tf.add(sum, part), perNode);
  };
}

/**
 * A linear map of all edge features, as [B, N, N, outputs] for each part, to be added up: at B * N * N edges, putting
 * the parts side by side costs more than a second product.
 */
function edgeLayer({ parameters, widths, outputs }: Parts): (reading: Reading) => tf.Tensor4D[] {
  const { weight, bias } = linearParameters(parameters, 'edges', widths.edges, outputs);
  return ({ edges }) => {
    if (edges.length === 0)
      throw new Error('This decoder reads edges, but the step was computed without them.');
    const width = widths.edges / edges.length;
    return edges.map((part, i) => {
      const share = edges.length > 1 ? tf.slice(weight, [i * width, 0], [width, outputs]) : weight;
      return linearOfEdges(part, { weight: share, bias: i === 0 ? bias : undefined });
    });
  };
}

/** Node i points to j: [B, N, N]. The edge is read from j to i, as in the reference. */
function nodePointerDecoder({ parameters, widths }: Parts): Decoder {
  const { hidden } = widths;
  const sources = linearLayer(parameters, 'sources', widths.nodes, hidden);
  const targets = linearLayer(parameters, 'targets', widths.nodes, hidden);
  const edges = edgeLayer({ parameters, widths, outputs: hidden });
  const out = linearParameters(parameters, 'out', hidden, 1);
  return alongEdges(
    {
      readsEdges: true,
      decode: (reading) => {
        const [columns, rows] = [sources(reading.nodes), targets(reading.nodes)] as tf.Tensor3D[];
        const scores = largerOfTwo({ columns, rows, pairs: edges(reading) }, out); // [B, j, i]
        return tf.transpose(scores, [0, 2, 1]);
      },
    },
    'edge',
  );
}

/** The cell (i, j) points to k: [B, N, N, N]. */
function edgePointerDecoder({ parameters, widths }: Parts): Decoder {
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
  const score = maxDot({ ...inputs, weight });
  return bias ? tf.add(score, bias) : score;
}

/** The graph points to k: [B, N]. */
function graphPointerDecoder({ parameters, widths }: Parts): Decoder {
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

/** Logits [B, N, N] only where the reading allows them; elsewhere lower than all others of the graph. */
function alongEdges({ readsEdges, decode }: Decoder, location: ProbeSpec['location']): Decoder {
  if (location !== 'edge') return { readsEdges, decode };
  return {
    readsEdges,
    decode: (reading, context) => {
      const logits = decode(reading, context);
      if (!reading.allowed) return logits;
      const candidates = context.padding
        ? tf.sub(0, amongRealPairs(tf.neg(logits), context.padding))
        : logits;
      const least = tf.minimum(-1, tf.sub(tf.min(candidates, [1, 2], true), 1));
      return tf.add(tf.mul(reading.allowed, logits), tf.mul(tf.sub(1, reading.allowed), least));
    },
  };
}

/** Logits [B, N, N] with every pair that has a padded node out of the question. */
function amongRealPairs(logits: tf.Tensor, padding: Padding): tf.Tensor {
  const byColumn = amongRealNodes(logits, padding);
  return tf.transpose(amongRealNodes(tf.transpose(byColumn, [0, 2, 1]), padding), [0, 2, 1]);
}

function amongNodes({ readsEdges, decode }: Decoder): Decoder {
  return {
    readsEdges,
    decode: (reading, context) => amongRealNodes(decode(reading, context), context.padding),
  };
}

/** Log-probabilities of a matching instead of independent choices. */
function matchingDecoder({ readsEdges, decode }: Decoder): Decoder {
  return {
    readsEdges,
    decode: (reading, context) => {
      const logits = decode(reading, context);
      const noisy = context.random ? tf.add(logits, gumbelNoise(logits.shape, context.random)) : logits;
      return logSinkhorn(noisy, sinkhornIterations.decoding, context.padding);
    },
  };
}
