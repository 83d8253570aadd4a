/** Numbers that a kernel of the page has made, as a tensor: without the checks of `tf.tensor`, which cost as much as the kernel. */
import * as tf from '@tensorflow/tfjs';

/** Of float32; the numbers are copied into the engine's memory. */
export const tensorOf = (numbers: Float32Array, shape: readonly number[]): tf.Tensor =>
  tf.engine().makeTensor(numbers, [...shape], 'float32');
