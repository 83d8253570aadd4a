import * as tf from '@tensorflow/tfjs';
import { type AdamSlot, adamStep } from '../lib/backend/index.ts';

/** A training step: forward, backward and one update of Adam over all parameters. */
export function trainingStep(parameters: readonly tf.Variable[], loss: () => tf.Scalar): () => number {
  const moments = parameters.map((parameter) => ({
    first: tf.variable(tf.zerosLike(parameter)),
    second: tf.variable(tf.zerosLike(parameter)),
  }));
  let step = 0;
  return () => {
    const { value, grads } = tf.variableGrads(loss, [...parameters]);
    const slots = parameters.map((parameter, index): AdamSlot => ({
      parameter,
      gradient: grads[parameter.name],
      ...moments[index],
    }));
    step++;
    adamStep(slots, { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step });
    const result = value.dataSync()[0];
    tf.dispose([value, grads]);
    return result;
  };
}
