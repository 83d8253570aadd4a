/** What tfjs does itself within acts that are repeated. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { withNumbers } from './heap.ts';
import { type Recording, noting, recordingNow } from './recording.ts';

type Call = Parameters<tf.KernelFunc>[0];

/**
 * What kernels do, in place of what they made before: of those that the steps of the page's models have beside the kernels of its
 * own. With any other an act is asked every time. tfjs's own could not be called again: they make new tensors, and products keep what
 * they have made of their right side.
 */
const again: Readonly<
  Record<string, (call: Call, made: readonly tf.TensorInfo[]) => (() => void) | undefined>
> = {
  Add({ inputs, backend }, [out]) {
    const { a, b } = inputs as Record<'a' | 'b', tf.TensorInfo>;
    const same = [a, b].every(
      ({ dtype, shape }) => dtype === 'float32' && tf.util.arraysEqual(shape, out.shape),
    );
    if (!same) return undefined;
    return withNumbers(backend as BackendWasm, [out, a, b], (sums, left, right) => {
      for (let i = 0; i < sums.length; i++) sums[i] = left[i] + right[i];
    });
  },
  GatherV2({ inputs, attrs, backend }, [out]) {
    const { x, indices } = inputs as Record<'x' | 'indices', tf.TensorInfo>;
    if (attrs?.['axis'] !== 0 || x.dtype !== 'float32') return undefined;
    const [count, width] = [x.shape[0], tf.util.sizeFromShape(x.shape.slice(1))];
    return withNumbers(backend as BackendWasm, [out, x, indices], (rows, table, chosen) => {
      for (let i = 0; i < chosen.length; i++) {
        if (!(chosen[i] >= 0 && chosen[i] < count))
          throw new Error(`There is no row ${chosen[i]} among ${count}.`);
        for (let j = 0; j < width; j++) rows[i * width + j] = table[chosen[i] * width + j];
      }
    });
  },
  Slice({ inputs, attrs, backend }, [out]) {
    const { x } = inputs as Record<'x', tf.TensorInfo>;
    const begin = attrs?.['begin'] as readonly number[];
    // What lies together.
    if (x.shape.length !== 2 || (out.shape[0] !== 1 && out.shape[1] !== x.shape[1])) return undefined;
    const first = begin[0] * x.shape[1] + begin[1];
    return withNumbers(backend as BackendWasm, [out, x], (part, all) => {
      for (let i = 0; i < part.length; i++) part[i] = all[first + i];
    });
  },
  SplitV({ inputs, attrs, backend }, made) {
    const { x } = inputs as Record<'x', tf.TensorInfo>;
    const last = x.shape.length - 1;
    if (attrs?.['axis'] !== last || x.dtype !== 'float32') return undefined;
    const [width, widths] = [x.shape[last], made.map(({ shape }) => shape[last])];
    return withNumbers(backend as BackendWasm, [x, ...made], (all, ...parts) => {
      let begin = 0;
      for (const [part, numbers] of parts.entries()) {
        for (let i = 0; i < numbers.length; i++) {
          numbers[i] = all[Math.floor(i / widths[part]) * width + begin + (i % widths[part])];
        }
        begin += widths[part];
      }
    });
  },
};

/** Has recordings know of what tfjs computes and reads in the engine, which has been started. Once. */
export function noteTfjs(backend: BackendWasm): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (data, start, end) => {
    recordingNow()?.reads([data]);
    return readSync(data, start, end);
  };
  for (const config of tf.getKernelsForBackend('wasm')) {
    const kernelFunc = (call: Call): ReturnType<tf.KernelFunc> => {
      const recording = recordingNow();
      if (!recording) return config.kernelFunc(call);
      const made = noting(undefined, () => config.kernelFunc(call));
      note(recording, config.kernelName, call, [made].flat());
      return made;
    };
    tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel({ ...config, kernelFunc });
  }
}

/** Notes what a kernel has made, if other numbers would make something else of it. */
function note(recording: Recording, name: string, call: Call, made: readonly tf.TensorInfo[]): void {
  const inputs = Object.values(call.inputs ?? {}).flatMap((input) => input ?? []);
  const data = inputs.map(({ dataId }) => dataId);
  // The same memory in another shape.
  if (made.every(({ dataId }) => data.includes(dataId))) return;
  for (const { dataId } of made) recording.makes(dataId);
  if (!recording.isChanging(data)) return recording.reads(data);
  const act = again[name]?.(call, made);
  if (act) recording.note(act, inputs, made);
  else recording.refuse(`tfjs computes ${name}`);
}
