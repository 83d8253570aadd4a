/** Operations on lists of tensors of any shapes, as an optimiser has them of all gradients at once. */
import * as tf from '@tensorflow/tfjs';
import type { Pair } from '../kernels.ts';
import { fused } from '../registry.ts';

/** The sum of each pair of tensors of one shape. */
export const addPairs = fused('addPairs', composedAddPairs);

/** The specification of {@link addPairs}, in plain tfjs ops. */
export function composedAddPairs(pairs: readonly Pair[]): tf.Tensor[] {
  return pairs.map(([a, b]) => tf.add(a, b));
}

/** Each tensor times a number. */
export const scaleAll = fused('scaleAll', composedScaleAll);

/** The specification of {@link scaleAll}, in plain tfjs ops. */
export function composedScaleAll(tensors: readonly tf.Tensor[], factor: number): tf.Tensor[] {
  return tensors.map((tensor) => tf.mul(tensor, factor));
}

/** Numbers [K] that add up to the sum of the squares of all elements; who adds them up may do so in float64. */
export const squareSums = fused('squareSums', composedSquareSums);

/** The specification of {@link squareSums}, in plain tfjs ops: a number for each tensor. */
export function composedSquareSums(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  if (tensors.length === 0) return tf.zeros([0]);
  return tf.tidy(() => tf.stack(tensors.map((tensor) => tf.sum(tf.square(tensor)))) as tf.Tensor1D);
}
