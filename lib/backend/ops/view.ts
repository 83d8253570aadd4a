/** The same numbers under another shape. */
import type * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';
import { sameMemory } from './same-memory.ts';

/**
 * `tf.reshape` to a shape of as many numbers, for what a model does in every layer: of tfjs's own the tape keeps the input
 * as well, by a further entry. Throws where the numbers are not as many.
 */
export function view<R extends tf.Rank>(x: tf.Tensor, shape: tf.ShapeMap[R]): tf.Tensor<R> {
  const size = shape.reduce((product, length) => product * length, 1);
  if (size !== x.size) throw new Error(`${x.size} numbers cannot have the shape [${shape.join(', ')}].`);
  const { shape: before } = x;
  return withGradient([x], () => ({
    value: sameMemory(x, shape) as tf.Tensor<R>,
    gradFunc: (dy) => [sameMemory(dy, before)],
  }));
}
