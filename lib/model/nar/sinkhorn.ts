/** Matchings: logits to the logarithm of a doubly stochastic matrix (the reference's decoders.py; arXiv 1802.08665). */
import * as tf from '@tensorflow/tfjs';
import type { RandomState } from '../../random/index.ts';
import { type Padding, matchingRealNodes } from './padding.ts';

const TEMPERATURE = 0.1;
/** Taken from the diagonal: no node of a cycle points to itself. */
const SELF_PENALTY = 1e6;

/** Iterations where the reference applies the operator. */
export const sinkhornIterations = { decoding: 10, reprediction: 25, evaluation: 50 } as const;

/** logits [B, N, N]: logarithms of a matrix whose rows and columns sum to one (columns exactly, rows nearly). */
export function logSinkhorn(logits: tf.Tensor, iterations: number, padding?: Padding): tf.Tensor {
  const [size, nodes] = logits.shape;
  const penalty = tf.mul(tf.eye(nodes, nodes, [size]), SELF_PENALTY);
  let x = matchingRealNodes(tf.sub(tf.div(logits, TEMPERATURE), penalty), padding);
  for (let i = 0; i < iterations; i++) {
    x = tf.sub(x, tf.logSumExp(x, 2, true));
    x = tf.sub(x, tf.logSumExp(x, 1, true));
  }
  return x;
}

/** Standard Gumbel noise. */
export function gumbelNoise(shape: number[], random: RandomState): tf.Tensor {
  const values = new Float32Array(tf.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) values[i] = -Math.log(-Math.log(random.double() + 1e-12) + 1e-12);
  return tf.tensor(values, shape);
}
