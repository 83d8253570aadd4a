/** Attention with linear biases (ALiBi, arXiv 2108.12409): the further back a key, the lower its score. */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { type PairBias, defineEncoding, distances } from './encoding.ts';

export const alibi = defineEncoding({
  schema: z.strictObject({ kind: z.literal('alibi') }),
  make(_, { heads }) {
    const falls = slopesOf(heads).map((slope) => -slope);
    const bias: PairBias = (queries, keys) =>
      tf.mul(tf.tensor4d(falls, [1, heads, 1, 1]), tf.expandDims(distances(queries, keys), 1));
    return { attention: () => ({ bias }) };
  },
});

/**
 * The source's slopes: 2^(-8/n), 2^(-16/n), ..., 2^-8 for n heads if n is a power of two; else those of the power below,
 * and then every second one of the power above.
 */
function slopesOf(heads: number): number[] {
  const geometric = (n: number) => Array.from({ length: n }, (_, i) => 2 ** ((-8 * (i + 1)) / n));
  const below = 2 ** Math.floor(Math.log2(heads));
  const between = geometric(2 * below).filter((_, i) => i % 2 === 0);
  return [...geometric(below), ...between.slice(0, heads - below)];
}
