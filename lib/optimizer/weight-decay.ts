/** Decoupled weight decay (Loshchilov and Hutter 2019, arXiv 1711.05101): of matrices, not of gains, biases and gates. */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import type { TransformKind } from './transform.ts';

/** An update shrinks a matrix by `rate` times the learning rate. */
export const weightDecay: TransformKind<number> = {
  options: z.number().positive(),
  make: (rate, parameters) => ({
    state: new Map(),
    steps: new Set(),
    apply(gradients, { learningRate }) {
      for (const name of gradients.keys()) {
        const parameter = parameters.get(name)!;
        if (parameter.rank >= 2) tf.tidy(() => parameter.assign(tf.mul(parameter, 1 - learningRate * rate)));
      }
    },
  }),
};
