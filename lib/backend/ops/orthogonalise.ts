/** The nearest matrix with orthonormal rows or columns, roughly: what Muon makes of a gradient (Jordan et al. 2024). */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/** x <- a x + (b x x' + c (x x')^2) x: singular values between 0 and 1 approach 1 within 5 steps, give or take 0.3. */
export const QUINTIC = [3.4445, -4.775, 2.0315] as const;
/** Added to the norm, so that a matrix of zeros stays one. */
export const EPSILON = 1e-7;
export const STEPS = 5;

/**
 * U V' of the singular value decomposition U S V' of a matrix [R, C], by `steps` (default 5) Newton-Schulz iterations from
 * the matrix divided by its Frobenius norm: [R, C], with singular values near 1. Not differentiable.
 */
export const orthogonalise = fused('orthogonalise', composedOrthogonalise);

/** The specification of {@link orthogonalise}, in plain tfjs ops. */
export function composedOrthogonalise(matrix: tf.Tensor2D, steps = STEPS): tf.Tensor2D {
  const [a, b, c] = QUINTIC;
  return tf.tidy(() => {
    const [rows, columns] = matrix.shape;
    const tall = rows > columns;
    let x = tf.div<tf.Tensor2D>(matrix, tf.add(tf.norm(matrix), EPSILON));
    if (tall) x = tf.transpose(x);
    for (let step = 0; step < steps; step++) {
      const square = tf.matMul(x, x, false, true);
      const factor = tf.add<tf.Tensor2D>(tf.mul(square, b), tf.mul(tf.matMul(square, square), c));
      x = tf.add(tf.mul(x, a), tf.matMul(factor, x));
    }
    return tall ? tf.transpose(x) : x;
  });
}
