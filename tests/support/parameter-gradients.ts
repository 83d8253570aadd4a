/** Gradients of parameters, held against differences. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { Parameters } from '../../lib/model/parameters.ts';
import { keyed } from '../../lib/random/index.ts';

/** Central differences of `f` in a random direction of each parameter, against autodiff. */
export function expectParameterGradients(parameters: Parameters, f: () => tf.Tensor): void {
  const variables = [...parameters.entries()];
  const weights = random('weights', ...tf.tidy(() => f().shape));
  const objective = () => tf.tidy(() => tf.sum(tf.mul(f(), weights)).asScalar());
  const { grads } = tf.variableGrads(
    objective,
    variables.map(([, variable]) => variable),
  );
  for (const [name, variable] of variables) {
    const direction = random(name, ...variable.shape);
    const initial = tf.clone(variable);
    const at = (step: number) =>
      tf.tidy(() => {
        variable.assign(tf.add(initial, tf.mul(direction, step)));
        // Summed in float64: the difference of two float32 sums would drown in rounding.
        const values = f().dataSync();
        return weights.dataSync<'float32'>().reduce((total, weight, i) => total + weight * values[i], 0);
      });
    const step = 1e-2;
    const expected = (at(step) - at(-step)) / (2 * step);
    at(0);
    const actual = tf.sum(tf.mul(grads[variable.name], direction)).dataSync()[0];
    const size = tf.norm(grads[variable.name]).dataSync()[0];
    expect(Math.abs(actual - expected), `${name}: ${actual} against ${expected}`).toBeLessThan(
      5e-3 * Math.max(size, 0.1),
    );
  }
}

/** Numbers from -1 to 1, always the same for a key. */
export function random(key: string, ...shape: number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from(keyed(key).uniforms(size, -1, 1)), shape);
}
