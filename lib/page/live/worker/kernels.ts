/**
 * Fused operations of the page's engine in WebAssembly, as loops over its memory. They are those whose compositions cost most:
 * tfjs's kernels repeat a row over a whole room and compare arrays of different shapes number by number, and attention of
 * one token turns all keys and values around.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { composedAttendFrom } from '../../../backend/ops/attention.ts';
import type { MaxDotInputs } from '../../../backend/kernels.ts';
import type { EngineKernels } from '../../../backend/registry.ts';
import { composedMaxDot } from '../../../backend/ops/max-dot.ts';

/** `putRows`: written into the room, which decoding alone holds. */
function wasmPutRows(backend: BackendWasm, room: tf.Tensor, rows: tf.Tensor, places: tf.Tensor2D): tf.Tensor {
  const [batch, capacity] = room.shape;
  const width = room.size / (batch * capacity);
  const [all, added, at] = [room, rows, places].map((tensor) => backend.typedArrayFromHeap(tensor));
  for (let text = 0; text < batch; text++) {
    const row = added.subarray(text * width, (text + 1) * width);
    all.set(row, (text * capacity + at[text]) * width);
  }
  return room;
}

/** `attendFrom`, of the keys that each query sees; where gradients are wanted, its composition. */
function wasmAttendFrom(
  backend: BackendWasm,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  places: tf.Tensor2D,
): tf.Tensor4D {
  if (isLearning()) return composedAttendFrom(q, k, v, places);
  const [, queries, heads, width] = q.shape;
  const keys = k.shape[1];
  const [asked, known, said, at] = [q, k, v, places].map((tensor) => backend.typedArrayFromHeap(tensor));
  const scale = 1 / Math.sqrt(width);
  const out = new Float32Array(q.size);
  const weights = new Float64Array(keys);
  for (let begin = 0; begin < out.length; begin += width) {
    const query = Math.floor(begin / (heads * width));
    const first = Math.floor(query / queries) * keys * heads * width + (begin % (heads * width));
    const seen = Math.min(at[query] + 1, keys);
    let largest = -Infinity;
    for (let key = 0, from = first; key < seen; key++, from += heads * width) {
      let score = 0;
      for (let i = 0; i < width; i++) score += asked[begin + i] * known[from + i];
      weights[key] = score * scale;
      largest = Math.max(largest, weights[key]);
    }
    let total = 0;
    for (let key = 0; key < seen; key++) total += weights[key] = Math.exp(weights[key] - largest);
    for (let key = 0, from = first; key < seen; key++, from += heads * width) {
      const share = weights[key] / total;
      for (let i = 0; i < width; i++) out[begin + i] += share * said[from + i];
    }
  }
  return tf.tensor4d(out, q.shape);
}

const isLearning = () => tf.engine().state.gradientDepth > 0;

/** `maxDot`; where gradients are wanted, its composition. */
function wasmMaxDot(backend: BackendWasm, inputs: MaxDotInputs): tf.Tensor3D {
  if (isLearning()) return composedMaxDot(inputs);
  const { rows, columns, pairs, weight } = inputs;
  const [batch, count, width] = rows.shape;
  const options = columns.shape[1];
  const [left, right, weights, ...added] = [columns, rows, weight, ...pairs].map((tensor) =>
    backend.typedArrayFromHeap(tensor),
  );
  const scores = new Float32Array(batch * count * options);
  for (let cell = 0; cell < scores.length; cell++) {
    const row = Math.floor(cell / options) * width;
    const column = (Math.floor(cell / (count * options)) * options + (cell % options)) * width;
    let score = 0;
    for (let h = 0; h < width; h++) {
      let own = right[row + h];
      for (const pair of added) own += pair[cell * width + h];
      score += weights[h] * Math.max(left[column + h], own);
    }
    scores[cell] = score;
  }
  return tf.tensor3d(scores, [batch, count, options]);
}

export const wasmKernels = {
  attendFrom: wasmAttendFrom,
  maxDot: wasmMaxDot,
  putRows: wasmPutRows,
} satisfies EngineKernels<BackendWasm>;
