/** What a native kernel is, and what all of them need: inputs, sizes, strides. */
import type * as tf from '@tensorflow/tfjs';
import type { NativeBackend } from '../native-backend.ts';

/** What tfjs calls a kernel with. Some kernels get a list of inputs, which is a record by index as well. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: NativeBackend;
}

/** A native kernel. It returns nothing for the cases that it leaves to the cpu backend. */
export type NativeKernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[] | undefined;

/** By the name of the kernel in tfjs. */
export type NativeKernels = Readonly<Record<string, NativeKernel>>;

export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Strides of a dense array, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/** An input that the kernel always has. */
export function input(call: KernelCall, name: string | number): tf.TensorInfo {
  const info = call.inputs[name];
  if (!info) throw new Error(`The kernel has no input "${name}".`);
  return info;
}

/** The same data under another shape. */
export function reshaped(call: KernelCall, info: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
  call.backend.incRef(info.dataId);
  return { dataId: info.dataId, shape: [...shape], dtype: info.dtype };
}
