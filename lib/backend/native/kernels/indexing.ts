/** The native kernels that pick by index: gathering and one-hot rows. */
import * as tf from '@tensorflow/tfjs';
import { type KernelCall, type NativeKernel, type NativeKernels, input, sizeOf } from './kernel.ts';

function gather(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const [x, indices] = [input(call, 'x'), input(call, 'indices')];
  const { axis, batchDims } = call.attrs as { axis: number; batchDims: number };
  const [values, index] = [backend.values(x), backend.integers(indices)];
  if (!values || values instanceof Uint8Array || !index) return undefined;
  const along = tf.util.parseAxisParam(axis, x.shape)[0];
  const batch = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
  if (batch > along) return undefined;
  const shape = [...x.shape.slice(0, along), ...indices.shape.slice(batch), ...x.shape.slice(along + 1)];
  const batches = sizeOf(x.shape.slice(0, batch));
  if (batches !== sizeOf(indices.shape.slice(0, batch))) return undefined;
  const out = backend.output(shape, x.dtype as 'float32' | 'int32');
  const [outer, count] = [sizeOf(x.shape.slice(batch, along)), sizeOf(indices.shape.slice(batch))];
  const inner = sizeOf(x.shape.slice(along + 1));
  backend.addon.gather(batches, outer, x.shape[along], count, inner, values, index, out.values);
  return out;
}

function segmentSum(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const [x, segmentIds] = [input(call, 'x'), input(call, 'segmentIds')];
  const count = call.attrs['numSegments'] as number;
  const [values, segments] = [backend.floats(x), backend.integers(segmentIds)];
  if (!values || !segments || segmentIds.shape.length !== 1 || segments.length === 0) return undefined;
  const out = backend.output([count, ...x.shape.slice(1)]);
  backend.addon.segmentSum(
    segments.length,
    values.length / segments.length,
    count,
    values,
    segments,
    out.values,
  );
  return out;
}

/** Rows added up by the place that each names; what names no place, or parts of rows, is left to the cpu backend. */
function scatterRows(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const [indices, updates] = [input(call, 'indices'), input(call, 'updates')];
  const shape = call.attrs['shape'] as number[];
  const [index, values] = [backend.integers(indices), backend.floats(updates)];
  const rows = indices.shape[0];
  if (!index || !values || indices.shape.length !== 2 || indices.shape[1] !== 1 || rows === 0)
    return undefined;
  if (values.length !== rows * sizeOf(shape.slice(1)) || index.some((at) => at < 0 || at >= shape[0]))
    return undefined;
  const out = backend.output(shape);
  backend.addon.segmentSum(rows, values.length / rows, shape[0], values, index, out.values);
  return out;
}

function oneHot(call: KernelCall): ReturnType<NativeKernel> {
  const { backend } = call;
  const indices = input(call, 'indices');
  const { dtype, depth, onValue, offValue } = call.attrs as {
    dtype: string;
    depth: number;
    onValue: number;
    offValue: number;
  };
  const classes = backend.integers(indices);
  if (!classes || dtype !== 'float32') return undefined;
  const out = backend.output([...indices.shape, depth]);
  backend.addon.oneHot(classes.length, depth, onValue, offValue, classes, out.values);
  return out;
}

export const indexingKernels: NativeKernels = {
  GatherV2: gather,
  ScatterNd: scatterRows,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
};
