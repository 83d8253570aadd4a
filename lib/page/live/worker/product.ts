/** tfjs's product with bias and ReLU, called where tensors lie: what tfjs does around it costs as much as the product of one token. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { LinearWeights } from '../../../backend/kernels.ts';
import { moduleOf, perform, unwritten } from './heap.ts';

/** `x @ weight + bias`, after ReLU if it is wanted: [1, rows, outputs], of which tfjs knows nothing. */
export function product(
  backend: BackendWasm,
  x: tf.TensorInfo,
  { weight, bias }: LinearWeights,
  relu = false,
): tf.TensorInfo {
  const [width, outputs] = weight.shape;
  const rows = tf.util.sizeFromShape(x.shape) / width;
  const out = unwritten(backend, [1, rows, outputs]);
  const shapes = [Int32Array.of(1, rows, width), Int32Array.of(1, width, outputs)].map((shape) =>
    backend.makeOutput([3], 'int32', undefined, shape),
  );
  const inputs = bias ? [x, weight, bias] : [x, weight];
  // The engine knows tensors by numbers; that of no tensor is 0. It packs a weight once, and knows it again by its number.
  const [left, right, added = 0] = inputs.map(({ dataId }) => backend.dataIdMap.get(dataId).id);
  const made = backend.dataIdMap.get(out.dataId).id;
  const [leftShape, rightShape] = shapes.map(({ dataId }) => backend.getMemoryOffset(dataId));
  const module = moduleOf(backend);
  const [plain, none, activation] = [0, 0, relu ? 1 : 0];
  const call = (): void =>
    module.__FusedMatMul(
      ...([left, leftShape, 3, right, rightShape, 3] as const),
      ...([plain, plain, activation, added, none, none, made] as const),
    );
  perform(call, [...inputs, ...shapes], [out]);
  for (const { dataId } of shapes) backend.disposeData(dataId);
  return out;
}
