/** What was read of nodes, and of edges only what that does not say (an alternative in the paper, section 3). */
import * as tf from '@tensorflow/tfjs';
import { readApart } from './read-apart.ts';
import { outLayer } from './reading.ts';

export const gramSchmidt = readApart((parameters, sizes) => {
  const out = outLayer(parameters, sizes.width, sizes);
  return (nodes, edges, joining) => out(tf.add(nodes, orthogonalTo(nodes, edges)), joining);
});

/** The part of `x` that is orthogonal to `base`, by rows: only what the one adds to the other is summed. */
export function orthogonalTo(base: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const along = tf.sum(tf.mul(x, base), -1, true);
  const square = tf.sum(tf.square(base), -1, true);
  return tf.sub(x, tf.mul(tf.div(along, tf.add(square, 1e-6)), base));
}
