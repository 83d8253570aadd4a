/** The nearest matrix with orthogonal rows or columns, nearly: the direction of Muon's step. */
import * as tf from '@tensorflow/tfjs';

/** Of a quintic iteration that pushes all singular values towards 1 fast and leaves them between 0.7 and 1.2. */
const [a, b, c] = [3.4445, -4.775, 2.0315];
const iterations = 5;

/** Five Newton-Schulz iterations on a matrix [R, C], scaled to norm 1 first, on its smaller side. No gradient. */
export function orthogonalise(matrix: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const tall = matrix.shape[0] > matrix.shape[1];
    const wide = tall ? tf.transpose(matrix) : matrix;
    let x = tf.div<tf.Tensor2D>(wide, tf.add(tf.norm(wide), 1e-7));
    for (let i = 0; i < iterations; i++) {
      const gram = tf.matMul<tf.Tensor2D>(x, x, false, true);
      const inner = tf.add<tf.Tensor2D>(tf.mul(gram, b), tf.mul(tf.matMul(gram, gram), c));
      x = tf.add<tf.Tensor2D>(tf.mul(x, a), tf.matMul(inner, x));
    }
    return tall ? tf.transpose(x) : x;
  });
}
