import * as tf from '@tensorflow/tfjs';
import { withGradient } from './custom-gradient.ts';

/**
 * `x + branch`, of one shape. Unlike `tf.add`, whose gradient stays in memory until the backward pass has ended, this one
 * holds nothing back: a deep model's residual connections would otherwise keep one gradient each.
 */
export function residual<T extends tf.Tensor>(x: T, branch: tf.Tensor): T {
  tf.util.assertShapesMatch(x.shape, branch.shape, 'residual: ');
  return withGradient<T>([x, branch], () => ({
    value: tf.add<T>(x, branch),
    gradFunc: (dy) => [tf.clone(dy), tf.clone(dy)],
  }));
}
