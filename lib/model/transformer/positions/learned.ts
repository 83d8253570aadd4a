/** A learned vector for each position, added to the token's embedding (as in GPT-2). */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { gaussian } from '../../initializers.ts';
import { lookUp } from '../../nn/look-up.ts';
import { defineEncoding } from './encoding.ts';

export const learned = defineEncoding({
  schema: z.strictObject({ kind: z.literal('learned') }),
  make(_, { width, limit }, parameters) {
    const start = gaussian(Math.sqrt(2 / (5 * width))); // that of the token embeddings
    const table = parameters.create('weight', [limit, width], start) as tf.Tensor as tf.Tensor2D;
    return { embed: (x, positions) => tf.add(x, lookUp(table, positions)) };
  },
});
