/** Encoders: the values of all probes of a step, embedded and summed at nodes, edges and graph. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../backend/index.ts';
import type { Location, ProbeSpec } from '../../dataset/index.ts';
import { truncatedGaussian } from '../initializers.ts';
import { type LinearParameters, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import type { EdgeFeatures } from './edge-features.ts';
import { type Padding, meanOverNodes } from './padding.ts';
import type { BatchSize, Tensors } from './probe-tensors.ts';
import { type TripletFeatures, tripletEncoder } from './triplet-features.ts';

export interface Encoding {
  /** [B, N, H]. */
  readonly node: tf.Tensor3D;
  /** [B, N, N, H]. */
  readonly edge: EdgeFeatures;
  /** [B, H]. */
  readonly graph: tf.Tensor2D;
  /** [B, N, N, N, F], where triplets of nodes are encoded and a probe says something of them. */
  readonly triplets?: TripletFeatures | undefined;
}

/** How many numbers are made of a node, an edge, the graph; and of a triplet of nodes: absent for none. */
interface EncoderWidths {
  readonly width: number;
  readonly triplets?: number | undefined;
}

/** Embeds the dense values of all its probes; zeros where no probe is. */
export type Encoder = (values: Tensors, batch: BatchSize, padding: Padding | undefined) => Encoding;

/** One linear map of an encoder: what it reads of a probe's dense value, [B, ..., C], and where the result goes. */
interface Channel extends LinearParameters {
  readonly probe: string;
  readonly at: Location;
  readonly read: (value: tf.Tensor, padding: Padding | undefined) => tf.Tensor;
}

/**
 * The encoder of several probes. A sum of linear maps is one linear map of the concatenated values, which costs one
 * pass instead of one for each probe; at the edges even that one is left to whoever reads them.
 */
export function encoder(
  parameters: Parameters,
  probes: readonly (readonly [string, ProbeSpec])[],
  { width, triplets }: EncoderWidths,
): Encoder {
  const ofTriplets = triplets === undefined ? undefined : tripletEncoder(parameters, probes, triplets);
  const channels = probes.flatMap(([name, probe]) => channelsOf(parameters, name, probe, width));
  const at = (location: Location) => channels.filter((channel) => channel.at === location);
  const [node, edge, graph] = [at('node'), at('edge'), at('graph')];
  return (values, { size, nodes }, padding) => ({
    node: embed(node, values, padding) ?? tf.zeros([size, nodes, width]),
    edge: embeddedEdges(edge, values, padding) ?? tf.zeros([size, nodes, nodes, width]),
    graph: embed(graph, values, padding) ?? tf.zeros([size, width]),
    ...(ofTriplets && { triplets: ofTriplets(values) }),
  });
}

/** The channels' values side by side, and a 1 that the sum of their biases goes with: `undefined` without channels. */
function embeddedEdges(
  channels: readonly Channel[],
  values: Tensors,
  padding: Padding | undefined,
): EdgeFeatures | undefined {
  if (channels.length === 0) return undefined;
  const inputs = channels.map(({ probe, read }) => read(values[probe], padding) as tf.Tensor4D);
  const one = tf.ones<tf.Rank.R4>([...inputs[0].shape.slice(0, 3), 1] as [number, number, number, number]);
  const bias = tf.addN(channels.flatMap((channel) => channel.bias ?? []));
  const weights = channels.map((channel) => channel.weight);
  return {
    values: tf.concat([...inputs, one], 3),
    weight: tf.concat([...weights, tf.expandDims<tf.Tensor2D>(bias, 0)], 0),
  };
}

/** The sum of the channels' embeddings: `undefined` without channels. */
function embed<T extends tf.Tensor>(
  channels: readonly Channel[],
  values: Tensors,
  padding: Padding | undefined,
): T | undefined {
  if (channels.length === 0) return undefined;
  const inputs = channels.map(({ probe, read }) => read(values[probe], padding));
  const [{ weight, bias }] = channels;
  if (channels.length === 1) return linear(inputs[0], weight, bias) as T;
  const weights = channels.map((channel) => channel.weight);
  const biases = channels.flatMap((channel) => channel.bias ?? []);
  return linear(tf.concat(inputs, -1), tf.concat(weights, 0), tf.addN(biases)) as T;
}

function channelsOf(parameters: Parameters, probe: string, spec: ProbeSpec, width: number): Channel[] {
  const { stage, location, type, classes } = spec;
  // The values of hints that are scalars are not bounded: the reference starts their weights smaller.
  const weight =
    stage === 'hint' && type === 'scalar' ? { weight: truncatedGaussian(1 / Math.sqrt(width)) } : {};
  const channel = (name: string, at: Location, read: Channel['read']): Channel => {
    const inputs = type === 'categorical' ? classes : 1;
    return { probe, at, read, ...linearParameters(parameters, name, inputs, width, weight) };
  };
  switch (type) {
    case 'categorical':
      return [channel(probe, location, (value) => value)];
    case 'scalar':
    case 'mask':
    case 'mask_one':
      return [channel(probe, location, asColumn)];
    case 'pointer':
    case 'permutation_pointer':
      switch (location) {
        case 'node':
          return [channel(probe, 'edge', asColumn)];
        case 'edge': // the cell (i, j) points to k: seen from the pair (j, k) and from the pair (i, k)
          return [
            channel(`${probe}.columns`, 'edge', (value, padding) =>
              asColumn(meanOverNodes(value, 1, padding)),
            ),
            channel(`${probe}.rows`, 'edge', (value, padding) => asColumn(meanOverNodes(value, 2, padding))),
          ];
        case 'graph':
          return [channel(probe, 'node', asColumn)];
      }
    // eslint-disable-next-line no-fallthrough -- every location has returned
    case 'should_be_permutation':
      throw new Error(
        `Probe "${probe}" should be a permutation pointer: use the spec of preprocessed trajectories.`,
      );
  }
}

const asColumn = (value: tf.Tensor) => tf.expandDims(value, -1);
