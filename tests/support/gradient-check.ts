import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** How a gradient is checked. */
export interface GradientCheckOptions {
  /** Random directions tried; default 4. */
  readonly directions?: number;
  /** Step along the direction, whose elements are about 1; default 1e-2. */
  readonly step?: number;
  /** Error allowed, relative to the size of the gradient along the direction; default 5e-3. */
  readonly tolerance?: number;
  readonly seed?: number;
}

/**
 * Compares the gradient that autodiff gives `f` with central differences along random directions, in all inputs at once.
 * `f` maps the inputs to a tensor of any shape; its elements are weighted at random, so that no element is overlooked.
 * Float32 limits the accuracy: choose inputs of order 1 and keep away from the kinks of max and relu.
 */
export function expectGradient(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  options: GradientCheckOptions = {},
): void {
  const { directions = 4, step = 1e-2, tolerance = 5e-3, seed = 1 } = options;
  tf.tidy(() => {
    const weights = randomLike(f(...inputs), seed);
    const objective = (...moved: tf.Tensor[]): tf.Scalar => tf.sum(tf.mul(f(...moved), weights));
    const gradients = tf.grads((...moved) => objective(...moved))(inputs);
    for (let trial = 0; trial < directions; trial++) {
      const direction = inputs.map((input, index) => randomLike(input, seed + 97 * (trial + 1) + index));
      const expected = slope(f, inputs, direction, weights, step);
      const actual = dot(gradients, direction);
      const scale = Math.max(Math.hypot(...gradients.map(norm)), 1e-3);
      expect(
        Math.abs(actual - expected) / scale,
        `direction ${trial}: autodiff ${actual}, differences ${expected}, gradient norm ${scale}`,
      ).toBeLessThan(tolerance);
    }
  });
}

/** Central difference of sum(weights * f) along `direction`, summed in float64. */
function slope(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  direction: tf.Tensor[],
  weights: tf.Tensor,
  step: number,
): number {
  const at = (sign: number): Float32Array | Int32Array | Uint8Array =>
    f(
      ...inputs.map((input, index) => tf.add(input, tf.mul(elementAt(direction, index), sign * step))),
    ).dataSync();
  const [above, below, weight] = [at(1), at(-1), weights.dataSync()];
  let total = 0;
  for (let index = 0; index < weight.length; index++) {
    total += ((above[index] ?? NaN) - (below[index] ?? NaN)) * (weight[index] ?? NaN);
  }
  return total / (2 * step);
}

function elementAt(tensors: tf.Tensor[], index: number): tf.Tensor {
  const tensor = tensors[index];
  if (!tensor) throw new Error(`There is no tensor ${index}.`);
  return tensor;
}

function randomLike(tensor: tf.Tensor, seed: number): tf.Tensor {
  return tf.randomNormal(tensor.shape, 0, 1, 'float32', seed);
}

function dot(left: tf.Tensor[], right: tf.Tensor[]): number {
  return left.reduce(
    (sum, tensor, index) => sum + scalar(tf.sum(tf.mul(tensor, elementAt(right, index)))),
    0,
  );
}

function norm(tensor: tf.Tensor): number {
  return scalar(tf.norm(tensor));
}

function scalar(tensor: tf.Tensor): number {
  return tensor.dataSync()[0] ?? NaN;
}
