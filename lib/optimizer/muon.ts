/**
 * Muon: momentum whose direction is made orthogonal, for the matrices of a model; embeddings, read-outs, gains and
 * biases are left to what follows. (K. Jordan and others, "Muon: an optimizer for hidden layers in neural networks", 2024.)
 */
import * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { orthogonalise } from '../backend/index.ts';
import { type Named, type TransformKind, memoryOf } from './transform.ts';

const options = z.strictObject({
  /** Its learning rate, as a multiple of the schedule's. */
  factor: z.number().positive(),
  momentum: z.number().min(0).lt(1),
});

const prefix = 'optimizer.muon.';

/** Smaller ones have too few directions to be worth it. */
const least = 8;

/** Rows of tables are looked up one by one: a step along all of them at once means nothing. */
const isTable = (name: string) => /(^|\.)(embedding(\.before\.\d+)?|readOut)\.weight$/.test(name);

/** Maps that stand side by side in one matrix [inputs, maps * outputs], and are stepped apart. */
const mapsIn = (name: string) => (/(^|\.)queryKeyValue\.weight$/.test(name) ? 3 : 1);

export const muon: TransformKind<z.infer<typeof options>> = {
  options,
  make({ factor, momentum }, all) {
    const parameters: Named = new Map(
      [...all].filter(
        ([name, { shape }]) => shape.length === 2 && Math.min(...shape) >= least && !isTable(name),
      ),
    );
    const state = memoryOf(parameters, prefix);
    return {
      state,
      steps: new Set(parameters.keys()),
      apply(gradients, { learningRate }) {
        for (const [name, gradient] of gradients) {
          const [parameter, velocity] = [parameters.get(name)!, state.get(prefix + name)!];
          tf.tidy(() => {
            velocity.assign(mix(gradient, velocity, momentum));
            const maps = tf.split<tf.Tensor2D>(mix(gradient, velocity, momentum), mapsIn(name), 1);
            const step = tf.concat(maps.map(stepOf), 1);
            parameter.assign(tf.sub(parameter, tf.mul(step, factor * learningRate)));
          });
        }
      },
    };
  },
};

/** `share` of `b`, the rest of `a`; used twice it is Nesterov's momentum. */
const mix = (a: tf.Tensor, b: tf.Tensor, share: number) => tf.add(tf.mul(a, 1 - share), tf.mul(b, share));

/** Orthogonal, and larger for maps that widen: of the same size for each output. */
function stepOf(direction: tf.Tensor2D): tf.Tensor2D {
  const [inputs, outputs] = direction.shape;
  return tf.mul(orthogonalise(direction), Math.sqrt(Math.max(1, outputs / inputs)));
}
