/** Encoders: the values of all probes of a step, embedded and summed at nodes, edges and graph. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../backend/index.ts';
import type { Location, ProbeSpec } from '../../dataset/index.ts';
import { truncatedGaussian } from '../initializers.ts';
import { type LinearParameters, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { type Padding, meanOverNodes } from './padding.ts';
import type { BatchSize, Tensors } from './probe-tensors.ts';

export interface Encoding {
  /** [B, N, H]. */
  readonly node: tf.Tensor3D;
  /** [B, N, N, H]. */
  readonly edge: tf.Tensor4D;
  /** [B, H]. */
  readonly graph: tf.Tensor2D;
}

/** The sum of the embeddings at each location that has any. */
export type Encoder = (values: Tensors, padding: Padding | undefined) => Partial<Encoding>;

/** One linear map of an encoder: what it reads of a probe's dense value, [B, ..., C], and where the result goes. */
interface Channel extends LinearParameters {
  readonly probe: string;
  readonly at: Location;
  readonly read: (value: tf.Tensor, padding: Padding | undefined) => tf.Tensor;
}

/**
 * The encoder of several probes. A sum of linear maps is one linear map of the concatenated values, which costs one
 * pass over the edges instead of one for each probe.
 */
export function encoder(
  parameters: Parameters,
  probes: readonly (readonly [string, ProbeSpec])[],
  width: number,
): Encoder {
  const channels = probes.flatMap(([name, probe]) => channelsOf(parameters, name, probe, width));
  const at = (location: Location) => channels.filter((channel) => channel.at === location);
  const byLocation = { node: at('node'), edge: at('edge'), graph: at('graph') };
  return (values, padding) =>
    Object.fromEntries(
      Object.entries(byLocation)
        .filter(([, group]) => group.length > 0)
        .map(([location, group]) => [location, embed(group, values, padding)]),
    );
}

/** a + b, with zeros where neither has anything. */
export function sumOfEncodings(
  a: Partial<Encoding>,
  b: Partial<Encoding>,
  { size, nodes }: BatchSize,
  width: number,
): Encoding {
  const sum = (x: tf.Tensor | undefined, y: tf.Tensor | undefined, shape: number[]) =>
    x && y ? tf.add(x, y) : (x ?? y ?? tf.zeros(shape));
  return {
    node: sum(a.node, b.node, [size, nodes, width]) as tf.Tensor3D,
    edge: sum(a.edge, b.edge, [size, nodes, nodes, width]) as tf.Tensor4D,
    graph: sum(a.graph, b.graph, [size, width]) as tf.Tensor2D,
  };
}

function embed(channels: readonly Channel[], values: Tensors, padding: Padding | undefined): tf.Tensor {
  const inputs = channels.map(({ probe, read }) => read(values[probe], padding));
  if (channels.length === 1) return linear(inputs[0], channels[0].weight, channels[0].bias);
  const weight = tf.concat(
    channels.map((channel) => channel.weight),
    0,
  );
  const bias = tf.addN(channels.flatMap((channel) => channel.bias ?? []));
  return linear(tf.concat(inputs, -1), weight, bias);
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
