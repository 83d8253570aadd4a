/** Products of the page's engine: the page's own where there are few rows, of which tfjs's costs as much as ten, and else tfjs's. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { LinearWeights } from '../../../backend/kernels.ts';
import { addressOf, moduleOf, perform, unwritten } from './heap.ts';
import { loopsOf } from './loops.ts';

/** Up to here rows are few. */
const few = 4;

/** `x @ weight + bias`: [1, rows, outputs], of which tfjs knows nothing. */
export function product(backend: BackendWasm, x: tf.TensorInfo, weights: LinearWeights): tf.TensorInfo {
  const { weight, bias } = weights;
  const [width, outputs] = weight.shape;
  const rows = tf.util.sizeFromShape(x.shape) / width;
  const out = unwritten(backend, [1, rows, outputs]);
  if (rows > few) {
    multiply(backend, out, x, weights);
    return out;
  }
  const loops = loopsOf(backend);
  const inputs = bias ? [x, weight, bias] : [x, weight];
  const [to, from, columns, added = 0] = [out, ...inputs].map((each) => addressOf(backend, each));
  perform(() => loops.map(to, from, columns, added, rows, width, outputs), inputs, [out]);
  return out;
}

/** Writes the product by tfjs's kernel, called where tensors lie: what tfjs does around it costs as much again. */
function multiply(
  backend: BackendWasm,
  out: tf.TensorInfo,
  x: tf.TensorInfo,
  { weight, bias }: LinearWeights,
): void {
  const shapes = [
    [1, out.shape[1], weight.shape[0]],
    [1, ...weight.shape],
  ].map((shape) => backend.makeOutput([3], 'int32', undefined, Int32Array.from(shape)));
  const inputs = bias ? [x, weight, bias] : [x, weight];
  // The engine knows tensors by numbers; that of no tensor is 0. It packs a weight once, and knows it again by its number.
  const [left, right, added = 0] = inputs.map(({ dataId }) => backend.dataIdMap.get(dataId).id);
  const made = backend.dataIdMap.get(out.dataId).id;
  const [leftShape, rightShape] = shapes.map((each) => addressOf(backend, each));
  const module = moduleOf(backend);
  const [plain, none] = [0, 0];
  const call = (): void =>
    module.__FusedMatMul(
      ...([left, leftShape, 3, right, rightShape, 3] as const),
      ...([plain, plain, none, added, none, none, made] as const),
    );
  perform(call, [...inputs, ...shapes], [out]);
  for (const { dataId } of shapes) backend.disposeData(dataId);
}
