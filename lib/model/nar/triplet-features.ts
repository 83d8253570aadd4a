/**
 * What is known of three nodes together: that the cell (i, j) points to k. The reference's encoder sees of such a pointer
 * only means over one of the three, and its decoder makes it of the pair and the node apart; that is the bottleneck of
 * floyd_warshall and its like ("Improving the Compositionality of Triplet-Based Neural Algorithmic Reasoners", CompLearn
 * 2026, of which the abstract alone was at hand: what features of triplets are here is this library's choice).
 */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../backend/index.ts';
import type { ProbeSpec } from '../../dataset/index.ts';
import { linearLayer, linearParameters } from '../nn/linear.ts';
import type { Parameters } from '../parameters.ts';
import { type DecoderParts, edgeLayer } from './decoder-layers.ts';
import type { Tensors } from './probe-tensors.ts';
import type { Reading } from './reading.ts';

/** Features of the triplets of nodes (i, j, k): [B, N, N, N, F]. */
export type TripletFeatures = tf.Tensor5D;

/** Which axis of a pointer each of i, j and k runs over: all six ways in which three nodes can be cell and target. */
const orders = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
] as const;

const isEdgePointer = ({ location, type }: ProbeSpec) => location === 'edge' && type === 'pointer';

/**
 * Creates `PROBE.triplets` for each probe that points from edges: a linear map of whether i, j and k are its cell and its
 * target, in all six orders, to F features. Undefined where there is no such probe.
 */
export function tripletEncoder(
  parameters: Parameters,
  probes: readonly (readonly [string, ProbeSpec])[],
  features: number,
): ((values: Tensors) => TripletFeatures) | undefined {
  const pointers = probes.filter(([, probe]) => isEdgePointer(probe));
  if (pointers.length === 0) return undefined;
  const layers = pointers.map(
    ([probe]) => [probe, linearParameters(parameters, `${probe}.triplets`, orders.length, features)] as const,
  );
  return (values) =>
    tf.addN(
      layers.map(([probe, { weight, bias }]) => {
        const seen = orders.map((order) => tf.transpose(values[probe], [0, ...order]));
        return linear(tf.stack(seen, 4), weight, bias) as TripletFeatures;
      }),
    );
}

/**
 * Logits of cells (i, j) that point to k, [B, N, N, N]: a perceptron of F features, to which the three nodes, their pairs
 * and the features of the triplet are added up. Creates its parameters under `triplets`.
 */
export function tripletScores(
  { parameters, widths }: DecoderParts,
  features: number,
): (reading: Reading) => tf.Tensor {
  const scope = parameters.scope('triplets');
  const nodes = (name: string) => linearLayer(scope, name, widths.nodes, features);
  const pairs = (name: string) => edgeLayer({ parameters: scope, widths, outputs: features }, name);
  const [i, j, k] = [nodes('i'), nodes('j'), nodes('k')];
  const [ij, ik, jk] = [pairs('ij'), pairs('ik'), pairs('jk')];
  const ijk = linearLayer(scope, 'ijk', features, features);
  const out = linearLayer(scope, 'out', features, 1);
  return (reading) => {
    const at = (layer: (x: tf.Tensor) => tf.Tensor, axis: number) =>
      tf.expandDims(layer(reading.nodes), axis);
    const ofIj = tf.add(tf.addN(ij(reading)), tf.add(at(i, 2), at(j, 1)));
    const ofIk = tf.addN(ik(reading));
    const ofJk = tf.add(tf.addN(jk(reading)), at(k, 1));
    const ofPairs = tf.add(tf.add(tf.expandDims(ofIj, 3), tf.expandDims(ofIk, 2)), tf.expandDims(ofJk, 1));
    const sum = reading.triplets ? tf.add(ofPairs, ijk(reading.triplets)) : ofPairs;
    return tf.squeeze(out(tf.relu(sum)), [4]);
  };
}
