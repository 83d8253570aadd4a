/** What tfjs does itself within acts that are repeated. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { addressOf, withNumbers } from './heap.ts';
import { type Loops, loopsOf } from './loops.ts';
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
    const terms = [inputs?.['a'], inputs?.['b']] as tf.TensorInfo[];
    if (terms.some(({ dtype, shape }) => dtype !== 'float32' || !tf.util.arraysEqual(shape, out.shape)))
      return undefined;
    const [loops, to, a, b] = placesOf(backend, [out, ...terms]);
    const width = bytesOf(out.shape);
    return () => loops.add(to, a, b, width);
  },
  GatherV2({ inputs, attrs, backend }, [out]) {
    const { x, indices } = inputs as Record<'x' | 'indices', tf.TensorInfo>;
    if (attrs?.['axis'] !== 0 || x.dtype !== 'float32') return undefined;
    const [count, row] = [x.shape[0], bytesOf(x.shape.slice(1))];
    const [loops, to, table] = placesOf(backend, [out, x]);
    return withNumbers(backend as BackendWasm, [indices], (chosen) => {
      for (let i = 0; i < chosen.length; i++) {
        if (!(chosen[i] >= 0 && chosen[i] < count))
          throw new Error(`There is no row ${chosen[i]} among ${count}.`);
        loops.copy(to + i * row, table + chosen[i] * row, row);
      }
    });
  },
  Slice({ inputs, attrs, backend }, [out]) {
    const { x } = inputs as Record<'x', tf.TensorInfo>;
    const [row, column] = attrs?.['begin'] as unknown as readonly number[];
    // What lies together.
    if (x.dtype === 'bool' || x.shape.length !== 2 || (out.shape[0] !== 1 && out.shape[1] !== x.shape[1]))
      return undefined;
    const [loops, to, from] = placesOf(backend, [out, x]);
    const first = from + bytesOf([row, x.shape[1]]) + bytesOf([column]);
    const width = bytesOf(out.shape);
    return () => loops.copy(to, first, width);
  },
  SplitV({ inputs, attrs, backend }, made) {
    const { x } = inputs as Record<'x', tf.TensorInfo>;
    const last = x.shape.length - 1;
    if (attrs?.['axis'] !== last || x.dtype !== 'float32') return undefined;
    const [loops, from, ...parts] = placesOf(backend, [x, ...made]);
    const widths = made.map(({ shape }) => bytesOf([shape[last]]));
    const end = from + bytesOf(x.shape);
    return () => {
      for (let row = 0, at = from; at < end; row++) {
        for (let part = 0; part < parts.length; part++) {
          loops.copy(parts[part] + row * widths[part], at, widths[part]);
          at += widths[part];
        }
      }
    };
  },
};

/** All numbers have four bytes, those of indices too. */
const bytesOf = (shape: readonly number[]): number => 4 * tf.util.sizeFromShape([...shape]);

function placesOf(backend: unknown, tensors: readonly tf.TensorInfo[]): [Loops, ...number[]] {
  const engine = backend as BackendWasm;
  return [loopsOf(engine), ...tensors.map((each) => addressOf(engine, each))];
}

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
