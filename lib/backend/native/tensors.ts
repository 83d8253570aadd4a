/** Tensors as the addon sees them: memory and shapes. */
import * as tf from '@tensorflow/tfjs';
import type { TypedArray } from './addon.ts';
import type { NativeBackend, Output } from './native-backend.ts';

/** The memory of a float32 tensor. */
export function floatsOf(backend: NativeBackend, tensor: tf.Tensor): Float32Array {
  const values = backend.floats(tensor);
  if (!values) throw new Error(`Expected a tensor of float32, not of ${tensor.dtype}.`);
  return values;
}

/** The memory of an int32 tensor. */
export function integersOf(backend: NativeBackend, tensor: tf.Tensor): Int32Array {
  const values = backend.integers(tensor);
  if (!values) throw new Error(`Expected a tensor of int32, not of ${tensor.dtype}.`);
  return values;
}

/** The tensor of a kernel's result, tracked by the engine like any other. */
export function tensorOf<T extends tf.Tensor>(output: Output<TypedArray>): T {
  const { dataId, shape, dtype } = output;
  return tf.engine().makeTensorFromTensorInfo({ dataId, shape, dtype }) as T;
}

/** Throws unless a shape is as expected. */
export function assertShape(what: string, tensor: tf.Tensor, expected: readonly number[]): void {
  const { shape } = tensor;
  if (shape.length === expected.length && shape.every((length, axis) => length === expected[axis])) return;
  throw new Error(`${what} must have shape [${expected.join(', ')}], not [${shape.join(', ')}].`);
}
