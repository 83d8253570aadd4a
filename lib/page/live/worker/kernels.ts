/**
 * Fused operations of the page's engine in WebAssembly, as loops over its memory. They are those whose compositions cost most:
 * tfjs's kernels repeat a row over a whole room and compare arrays of different shapes number by number, attention of one
 * token turns all keys and values around, and linear maps, norms and turns are dozens of calls for a few numbers.
 */
import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { composedAttendFrom, composedCrossAttention } from '../../../backend/ops/attention.ts';
import type { Angles, MaxDotInputs } from '../../../backend/kernels.ts';
import type { EngineKernels } from '../../../backend/registry.ts';
import { gradientWanted } from '../../../backend/ops/custom-gradient.ts';
import { composedFeedForward, composedLinear } from '../../../backend/ops/linear.ts';
import { composedMaxDot } from '../../../backend/ops/max-dot.ts';
import { composedRmsNorm } from '../../../backend/ops/norm.ts';
import { composedRotate } from '../../../backend/ops/rotary.ts';
import { wasmAttendFrom, wasmCrossAttention } from './attention.ts';
import { wasmFeedForward, wasmLinear } from './linear.ts';
import { tensorOf } from './tensor-of.ts';

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

/** `maxDot`. */
function wasmMaxDot(backend: BackendWasm, inputs: MaxDotInputs): tf.Tensor3D {
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
  return tensorOf(scores, [batch, count, options]) as tf.Tensor3D;
}

/** `rmsNorm`. */
function wasmRmsNorm(backend: BackendWasm, x: tf.Tensor, gain: tf.Tensor1D, epsilon: number): tf.Tensor {
  const [numbers, gains] = [x, gain].map((tensor) => backend.typedArrayFromHeap(tensor));
  const width = gain.size;
  const out = new Float32Array(x.size);
  for (let begin = 0; begin < out.length; begin += width) {
    let squares = 0;
    for (let i = 0; i < width; i++) squares += numbers[begin + i] ** 2;
    const scale = 1 / Math.sqrt(squares / width + epsilon);
    for (let i = 0; i < width; i++) out[begin + i] = numbers[begin + i] * scale * gains[i];
  }
  return tensorOf(out, x.shape);
}

/** `rotate`. */
function wasmRotate(backend: BackendWasm, x: tf.Tensor4D, angles: Angles): tf.Tensor4D {
  const { pairs, cosines, sines } = angles;
  const [, , heads, width] = x.shape;
  const out = backend.typedArrayFromHeap(x).slice() as Float32Array;
  for (let begin = 0; begin < out.length; begin += width) {
    const turn = Math.floor(begin / (heads * width)) * pairs;
    for (let pair = 0; pair < pairs; pair++) {
      const [first, second] = [begin + pair, begin + pairs + pair];
      const [a, b, cosine, sine] = [out[first], out[second], cosines[turn + pair], sines[turn + pair]];
      out[first] = a * cosine - b * sine;
      out[second] = b * cosine + a * sine;
    }
  }
  return tensorOf(out, x.shape) as tf.Tensor4D;
}

/** The kernel, or where gradients are wanted the composition. */
function withoutGradient<I extends readonly unknown[], O>(
  kernel: (backend: BackendWasm, ...inputs: I) => O,
  composed: (...inputs: I) => O,
): typeof kernel {
  return (backend, ...inputs) => (gradientWanted() ? composed(...inputs) : kernel(backend, ...inputs));
}

export const wasmKernels = {
  attendFrom: withoutGradient(wasmAttendFrom, composedAttendFrom),
  crossAttention: withoutGradient(wasmCrossAttention, composedCrossAttention),
  feedForward: withoutGradient(wasmFeedForward, composedFeedForward),
  linear: withoutGradient(wasmLinear, composedLinear),
  maxDot: withoutGradient(wasmMaxDot, composedMaxDot),
  putRows: wasmPutRows,
  rmsNorm: withoutGradient(wasmRmsNorm, composedRmsNorm),
  rotate: withoutGradient(wasmRotate, composedRotate),
} satisfies EngineKernels<BackendWasm>;
