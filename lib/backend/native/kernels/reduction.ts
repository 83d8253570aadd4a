/** The native kernels that reduce axes to one value each. */
import * as tf from '@tensorflow/tfjs';
import { type KernelCall, type NativeKernel, type NativeKernels, input, reshaped, sizeOf } from './kernel.ts';

/** The order is that of `Reduction` in native/src/core/kernels.h. */
const operations = { Sum: 0, Mean: 0, Max: 1, Min: 2 };

/** A run of neighbouring axes that are all reduced, or all kept. */
interface Run {
  length: number;
  readonly reduced: boolean;
}

function runsOf(shape: readonly number[], axes: ReadonlySet<number>): Run[] {
  const runs: Run[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const reduced = axes.has(axis);
    const last = runs.at(-1);
    if (last?.reduced === reduced) last.length *= length;
    else runs.push({ length, reduced });
  });
  return runs;
}

function reduction(name: keyof typeof operations): NativeKernel {
  return (call) => {
    const { attrs } = call;
    const x = input(call, 'x');
    const values = call.backend.floats(x);
    if (!values || values.length === 0) return undefined;
    const axis = (attrs['axis'] ?? attrs['reductionIndices']) as number | number[];
    const axes = new Set(tf.util.parseAxisParam(axis, x.shape));
    const kept = attrs['keepDims']
      ? x.shape.map((length, index) => (axes.has(index) ? 1 : length))
      : x.shape.filter((_, index) => !axes.has(index));
    const runs = runsOf(x.shape, axes);
    if (!runs.some((run) => run.reduced)) return reshaped(call, x, kept);
    const scale = name === 'Mean' ? sizeOf(kept) / values.length : 1;
    return { ...reduceRuns(call, values, runs, operations[name], scale), shape: kept };
  };
}

/** Reduces one run after the other, the innermost first; the scale comes with the last. */
function reduceRuns(
  call: KernelCall,
  values: Float32Array,
  runs: Run[],
  op: number,
  scale: number,
): tf.TensorInfo {
  const { backend } = call;
  const index = runs.findLastIndex((run) => run.reduced);
  const rest = runs.filter((_, other) => other !== index);
  const last = !rest.some((run) => run.reduced);
  const lengths = runs.map((run) => run.length);
  const [outer, inner] = [sizeOf(lengths.slice(0, index)), sizeOf(lengths.slice(index + 1))];
  const out = backend.output([outer * inner]);
  backend.addon.reduce(op, outer, runs[index].length, inner, last ? scale : 1, values, out.values);
  if (last) return out;
  const result = reduceRuns(call, out.values, rest, op, scale);
  backend.disposeData(out.dataId);
  return result;
}

function softmax(call: KernelCall): ReturnType<NativeKernel> {
  const { backend, attrs } = call;
  const x = input(call, 'logits');
  const axis = attrs['dim'] as number;
  const values = backend.floats(x);
  const columns = x.shape.at(-1);
  if (!values || !columns || (axis !== -1 && axis !== x.shape.length - 1)) return undefined;
  const out = backend.output(x.shape);
  backend.addon.softmax(values.length / columns, columns, values, out.values);
  return out;
}

export const reductionKernels: NativeKernels = {
  Sum: reduction('Sum'),
  Mean: reduction('Mean'),
  Max: reduction('Max'),
  Min: reduction('Min'),
  Softmax: softmax,
};
