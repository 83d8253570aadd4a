/** Functional interpolation of relative positions (FIRE, arXiv 2310.04418): a learned function of the distance. */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { constant, truncatedGaussian } from '../../initializers.ts';
import { bySample } from '../../nn/by-sample.ts';
import { linearLayer } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import { type PairBias, defineEncoding, distances } from './encoding.ts';

export const fire = defineEncoding({
  schema: z.strictObject({
    kind: z.literal('fire'),
    /** Hidden width of the function; 32 in the source. */
    hidden: z.int().positive(),
    /** L at the start of training: up to this position distances are compared with L, beyond it with the position. */
    threshold: z.number().positive(),
  }),
  make: ({ hidden, threshold }, { heads }) => ({
    attention: (parameters) => ({ bias: fireBias(parameters.scope('fire'), hidden, threshold, heads) }),
  }),
});

/**
 * f(log(1 + c * distance) / log(1 + c * max(L, position of the query))) with a two-layer f from a number to one for each
 * head. Learned are f, c and L; L by what it is multiplied with, so that an optimiser's steps suit it. f has no last bias:
 * it would be the same for all keys of a query, and the softmax takes such a thing away.
 */
function fireBias(parameters: Parameters, hidden: number, threshold: number, heads: number): PairBias {
  const scale = parameters.create('scale', [], constant(0.1)); // c; the source's start
  const stretch = parameters.create('threshold', [], constant(1));
  const bias = truncatedGaussian(1); // or units that fall from 0 on would never be active
  const inner = linearLayer(parameters, 'in', 1, hidden, { activation: 'relu', bias });
  const outer = linearLayer(parameters, 'out', hidden, heads, { bias: false });
  const grown = (x: tf.Tensor) => tf.log1p(tf.mul(tf.abs(scale), x));
  const ofPairs: PairBias = (queries, keys) => {
    const distance = tf.relu(distances(queries, keys));
    const position = tf.expandDims(tf.cast(queries, 'float32'), 2);
    // The larger of both; the gradient of tf.maximum does not broadcast.
    const beyond = tf.relu(tf.sub(tf.abs(tf.mul(stretch, threshold)), position));
    const reach = grown(tf.add(position, beyond));
    const share = tf.div(grown(distance), tf.add(reach, 1e-6));
    const [batch, rows, columns] = distance.shape;
    const perHead = outer(inner(tf.reshape(share, [-1, 1])));
    return tf.transpose(tf.reshape<tf.Rank.R4>(perHead, [batch, rows, columns, heads]), [0, 3, 1, 2]);
  };
  // The hidden layer of all pairs of all samples would be by far the largest tensor of the model.
  const learned = [...parameters.entries().values()];
  return (queries, keys) => bySample(learned, [queries, keys], ofPairs);
}
