/** The native kernels that move values without changing them. */
import * as tf from '@tensorflow/tfjs';
import type { TypedArray } from '../addon.ts';
import type { Output } from '../native-backend.ts';
import {
  type KernelCall,
  type NativeKernel,
  type NativeKernels,
  input,
  sizeOf,
  stridesOf,
} from './kernel.ts';
import { stridedCopy } from './strided-copy.ts';

/** Kernels with more axes than this are left to the cpu backend. */
const MOST_AXES = 8;

type Movable = 'float32' | 'int32' | 'bool';

/** The input's memory, if it can be moved by the addon. */
function movable(call: KernelCall, x: tf.TensorInfo): TypedArray | undefined {
  return x.shape.length <= MOST_AXES ? call.backend.values(x) : undefined;
}

function outputLike(call: KernelCall, x: tf.TensorInfo, shape: readonly number[]): Output<TypedArray> {
  return call.backend.output(shape, x.dtype as Movable);
}

function transpose(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const perm = call.attrs['perm'] as number[];
  const values = movable(call, x);
  if (!values) return undefined;
  const shape = perm.map((axis) => x.shape[axis]);
  const out = outputLike(call, x, shape);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const axes = perm.map((axis, index) => ({ length: shape[index], from: from[axis], to: to[index] }));
  stridedCopy(call.backend.addon, axes, { values, offset: 0 }, { values: out.values, offset: 0 });
  return out;
}

/** The box of x that begins at `begin`, as a new tensor. */
function box(
  call: KernelCall,
  x: tf.TensorInfo,
  values: TypedArray,
  begin: number[],
  size: number[],
): tf.TensorInfo {
  const out = outputLike(call, x, size);
  const [from, to] = [stridesOf(x.shape), stridesOf(size)];
  const axes = size.map((length, axis) => ({ length, from: from[axis], to: to[axis] }));
  const offset = begin.reduce((sum, start, axis) => sum + start * from[axis], 0);
  stridedCopy(call.backend.addon, axes, { values, offset }, { values: out.values, offset: 0 });
  return out;
}

function slice(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const values = movable(call, x);
  if (!values) return undefined;
  const { begin, size } = call.attrs as { begin: number | number[]; size: number | number[] };
  const parsed = tf.slice_util.parseSliceParams(x, begin, size) as [number[], number[]];
  tf.slice_util.assertParamsValid(x, ...parsed);
  return box(call, x, values, ...parsed);
}

function splitV(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const values = movable(call, x);
  if (!values) return undefined;
  const { numOrSizeSplits, axis } = call.attrs as { numOrSizeSplits: number | number[]; axis: number };
  const along = tf.util.parseAxisParam(axis, x.shape)[0];
  const sizes = tf.backend_util.prepareSplitSize(x, numOrSizeSplits, along);
  let start = 0;
  return sizes.map((length) => {
    const begin = x.shape.map((_, index) => (index === along ? start : 0));
    start += length;
    return box(call, x, values, begin, x.shape.with(along, length));
  });
}

function unpack(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'value');
  const values = movable(call, x);
  if (!values) return undefined;
  const axis = tf.util.parseAxisParam(call.attrs['axis'] as number, x.shape)[0];
  return Array.from({ length: x.shape[axis] }, (_, index) => {
    const begin = x.shape.map((__, other) => (other === axis ? index : 0));
    const part = box(call, x, values, begin, x.shape.with(axis, 1));
    return { ...part, shape: x.shape.toSpliced(axis, 1) };
  });
}

/** Puts the parts side by side along `axis` of the shape; each part has the same shape but for the length there. */
function join(
  call: KernelCall,
  parts: tf.TensorInfo[],
  shape: number[],
  axis: number,
): ReturnType<NativeKernel> {
  const [first] = parts;
  const arrays = parts.map((part) => movable(call, part));
  if (!first || parts.some((part) => part.dtype !== first.dtype) || shape.length > MOST_AXES)
    return undefined;
  if (arrays.some((values) => !values)) return undefined;
  const out = outputLike(call, first, shape);
  const [outer, inner] = [sizeOf(shape.slice(0, axis)), sizeOf(shape.slice(axis + 1))];
  const row = shape[axis] * inner;
  let offset = 0;
  for (const values of arrays as TypedArray[]) {
    const length = outer === 0 ? 0 : values.length / outer;
    const axes = [
      { length: outer, from: length, to: row },
      { length, from: 1, to: 1 },
    ];
    stridedCopy(call.backend.addon, axes, { values, offset: 0 }, { values: out.values, offset });
    offset += length;
  }
  return out;
}

function inputList(call: KernelCall): tf.TensorInfo[] {
  return Object.values(call.inputs);
}

function concat(call: KernelCall): ReturnType<NativeKernel> {
  const parts = inputList(call);
  const [first] = parts;
  if (!first) return undefined;
  const axis = tf.util.parseAxisParam(call.attrs['axis'] as number, first.shape)[0];
  const shapes = parts.map((part) => part.shape);
  tf.backend_util.assertParamsConsistent(shapes, axis);
  return join(call, parts, tf.backend_util.computeOutShape(shapes, axis), axis);
}

function pack(call: KernelCall): ReturnType<NativeKernel> {
  const parts = inputList(call);
  const [first] = parts;
  if (!first) return undefined;
  for (const part of parts) {
    tf.util.assertShapesMatch(
      first.shape,
      part.shape,
      'All tensors passed to stack must have matching shapes',
    );
  }
  const axis = call.attrs['axis'] as number;
  const shape = first.shape.toSpliced(axis < 0 ? axis + first.shape.length + 1 : axis, 0, parts.length);
  return join(call, parts, shape, axis < 0 ? axis + shape.length : axis);
}

function pad(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const { paddings, constantValue } = call.attrs as { paddings: [number, number][]; constantValue: number };
  const values = movable(call, x);
  if (!values) return undefined;
  const shape = x.shape.map((length, axis) => length + paddings[axis][0] + paddings[axis][1]);
  const out = outputLike(call, x, shape);
  out.values.fill(constantValue);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const axes = x.shape.map((length, axis) => ({ length, from: from[axis], to: to[axis] }));
  const offset = paddings.reduce((sum, [before], axis) => sum + before * to[axis], 0);
  stridedCopy(call.backend.addon, axes, { values, offset: 0 }, { values: out.values, offset });
  return out;
}

function tile(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const reps = call.attrs['reps'] as number[];
  const values = movable(call, x);
  if (!values || 2 * reps.filter((rep) => rep !== 1).length + x.shape.length > MOST_AXES) return undefined;
  const shape = x.shape.map((length, axis) => length * reps[axis]);
  const out = outputLike(call, x, shape);
  const [from, to] = [stridesOf(x.shape), stridesOf(shape)];
  const axes = x.shape.flatMap((length, axis) => [
    { length: reps[axis], from: 0, to: length * to[axis] },
    { length, from: from[axis], to: to[axis] },
  ]);
  stridedCopy(call.backend.addon, axes, { values, offset: 0 }, { values: out.values, offset: 0 });
  return out;
}

function reverse(call: KernelCall): ReturnType<NativeKernel> {
  const x = input(call, 'x');
  const values = movable(call, x);
  if (!values || x.shape.length === 0) return undefined;
  const reversed = new Set(tf.util.parseAxisParam(call.attrs['dims'] as number | number[], x.shape));
  const out = outputLike(call, x, x.shape);
  const strides = stridesOf(x.shape);
  const axes = x.shape.map((length, axis) => {
    const stride = strides[axis];
    return { length, from: reversed.has(axis) ? -stride : stride, to: stride };
  });
  const offset = [...reversed].reduce((sum, axis) => sum + (x.shape[axis] - 1) * strides[axis], 0);
  stridedCopy(call.backend.addon, axes, { values, offset }, { values: out.values, offset: 0 });
  return out;
}

export const layoutKernels: NativeKernels = {
  Transpose: transpose,
  Slice: slice,
  SplitV: splitV,
  Unpack: unpack,
  Concat: concat,
  Pack: pack,
  PadV2: pad,
  Tile: tile,
  Reverse: reverse,
};
