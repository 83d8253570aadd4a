/** The memory of the page's engine: how kernels of its own read and write it. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { recordingNow } from './recording.ts';

/** What Emscripten adds to the engine's module, which tfjs's types leave out. */
interface Emscripten {
  /** All memory, as it lies now. */
  readonly HEAPU8: Uint8Array;
  readonly asm: { readonly memory: object };
  /**
   * The product of [1, rows, width] and [1, width, columns]: the number of a tensor, where its shape lies, and its rank, for both;
   * whether they are to be transposed; what follows; the numbers of the bias and of what leaky activations take; that of the result.
   */
  __FusedMatMul(
    ...numbers: [
      ...[left: number, leftShape: number, leftRank: number],
      ...[right: number, rightShape: number, rightRank: number],
      ...[transposeLeft: number, transposeRight: number, activation: number],
      ...[bias: number, prelu: number, leakyRelu: number, out: number],
    ]
  ): void;
}

/** The engine's module. */
export const moduleOf = (backend: BackendWasm): Emscripten => backend.wasm as unknown as Emscripten;

/** Where a tensor lies, in bytes; it stays there, also where memory grows. */
export const addressOf = (backend: BackendWasm, { dataId }: tf.TensorInfo): number =>
  backend.getMemoryOffset(dataId);

/** A tensor of float32 of this shape, new and not yet written, of which tfjs knows nothing. */
export function unwritten(backend: BackendWasm, shape: readonly number[]): tf.TensorInfo {
  const info = backend.makeOutput([...shape], 'float32');
  recordingNow()?.makes(info.dataId);
  return info;
}

/** Makes a call that reads and writes the memory of these tensors; an act that is repeated makes it every time. */
export function perform(
  call: () => void,
  reads: readonly tf.TensorInfo[],
  writes: readonly tf.TensorInfo[],
): void {
  call();
  recordingNow()?.note(call, reads, writes);
}

/** A call of `act` with the numbers of these tensors. */
export function withNumbers(
  backend: BackendWasm,
  tensors: readonly tf.TensorInfo[],
  act: (...numbers: Float32Array[]) => void,
): () => void {
  let numbers: Float32Array[] = [];
  return () => {
    // Memory that has grown lies elsewhere, and arrays over the old one are empty.
    if (numbers[0]?.buffer !== moduleOf(backend).HEAPU8.buffer) {
      numbers = tensors.map((each) => backend.typedArrayFromHeap(each) as Float32Array);
    }
    act(...numbers);
  };
}

/** A new tensor of this shape: `fill` writes all of its numbers, given those of the inputs. */
export function computed(
  backend: BackendWasm,
  inputs: readonly tf.TensorInfo[],
  shape: readonly number[],
  fill: (out: Float32Array, ...inputs: Float32Array[]) => void,
): tf.Tensor {
  const out = unwritten(backend, shape);
  perform(withNumbers(backend, [out, ...inputs], fill), inputs, [out]);
  return tf.engine().makeTensorFromTensorInfo(out);
}

/** Writes the numbers of one tensor where another of its shape lies. */
export function copyNumbers(backend: BackendWasm, from: tf.TensorInfo, to: tf.TensorInfo): void {
  const bytes = tf.util.sizeFromShape(to.shape) * tf.util.bytesPerElement(to.dtype);
  const [source, target] = [from, to].map((each) => addressOf(backend, each));
  moduleOf(backend).HEAPU8.copyWithin(target, source, source + bytes);
}

/** A tensor with the same numbers elsewhere. */
export function copied(backend: BackendWasm, info: tf.TensorInfo): tf.Tensor {
  const copy = backend.makeOutput([...info.shape], info.dtype);
  copyNumbers(backend, info, copy);
  return tf.engine().makeTensorFromTensorInfo(copy);
}
