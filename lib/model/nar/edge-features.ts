/** Features of edges: B * N * N vectors, which cost most of the reasoner's time if each is written out. */
import * as tf from '@tensorflow/tfjs';
import { type Activation, linear } from '../../backend/index.ts';

/**
 * The product `values @ weight` [B, N, N, H] of few values per edge [B, N, N, C] and weight [C, H], not yet taken. What
 * reads it linearly never needs it: the two matrices are multiplied first, and each edge costs C products, not H.
 */
export type EmbeddedEdges = { readonly values: tf.Tensor4D; readonly weight: tf.Tensor2D };

/** [B, N, N, H], written out or not. */
export type EdgeFeatures = tf.Tensor4D | EmbeddedEdges;

/** `activation(features @ weight + bias)`, [B, N, N, O]. */
export function linearOfEdges(
  features: EdgeFeatures,
  { weight, bias }: { readonly weight: tf.Tensor2D; readonly bias?: tf.Tensor1D | undefined },
  activation?: Activation,
): tf.Tensor4D {
  return isEmbedded(features)
    ? (linear(features.values, tf.matMul(features.weight, weight), bias, activation) as tf.Tensor4D)
    : (linear(features, weight, bias, activation) as tf.Tensor4D);
}

/**
 * A linear map of features that stand side by side, as one term for each, to be added up: at B * N * N edges, putting
 * the parts next to each other costs more than a second product. The bias is in the first term.
 */
export function linearOfParts(
  parts: readonly EdgeFeatures[],
  { weight, bias }: { readonly weight: tf.Tensor2D; readonly bias?: tf.Tensor1D | undefined },
): tf.Tensor4D[] {
  const [inputs, outputs] = weight.shape;
  const width = inputs / parts.length;
  return parts.map((part, i) => {
    const share = parts.length > 1 ? tf.slice(weight, [i * width, 0], [width, outputs]) : weight;
    return linearOfEdges(part, { weight: share, bias: i === 0 ? bias : undefined });
  });
}

/** The features written out; the caller owns them. */
export function writtenOut(features: EdgeFeatures): tf.Tensor4D {
  return isEmbedded(features)
    ? (linear(features.values, features.weight) as tf.Tensor4D)
    : tf.clone(features);
}

/** The features with another tensor in the place of the one that holds a row per edge; the weight is cloned. */
export function mapEdges(features: EdgeFeatures, map: (rows: tf.Tensor4D) => tf.Tensor4D): EdgeFeatures {
  return isEmbedded(features)
    ? { values: map(features.values), weight: tf.clone(features.weight) }
    : map(features);
}

/** What `mapEdges` maps. */
export function edgeRows(features: EdgeFeatures): tf.Tensor4D {
  return isEmbedded(features) ? features.values : features;
}

function isEmbedded(features: EdgeFeatures): features is EmbeddedEdges {
  return !(features instanceof tf.Tensor);
}
