/**
 * Fused operations of the page's engine in WebAssembly, as loops over its memory. They are those whose compositions cost most:
 * tfjs's kernels repeat a row over a whole room and compare arrays of different shapes number by number, attention of one
 * token turns all keys and values around, and linear maps, norms and turns are dozens of calls for a few numbers.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../backend/ops/attention.ts';
import type { Angles, MaxDotInputs } from '../../../backend/kernels.ts';
import type { EngineKernels } from '../../../backend/registry.ts';
import { gradientWanted } from '../../../backend/ops/custom-gradient.ts';
import { composedFeedForward, composedLinear } from '../../../backend/ops/linear.ts';
import { composedMaxDot } from '../../../backend/ops/max-dot.ts';
import { composedRmsNorm } from '../../../backend/ops/norm.ts';
import { composedRotate } from '../../../backend/ops/rotary.ts';
import { addressOf, computed, perform, unwritten, withNumbers } from './heap.ts';
import { wasmAttendFrom, wasmCausalAttention, wasmCrossAttention } from './attention.ts';
import { wasmFeedForward, wasmLinear } from './linear.ts';
import { loopsOf } from './loops.ts';
import { wasmReadNumbers, wasmRepeated } from './repeated.ts';

/** `putRows`: written into the room, which decoding alone holds. */
function wasmPutRows(backend: BackendWasm, room: tf.Tensor, rows: tf.Tensor, places: tf.Tensor2D): tf.Tensor {
  const [batch, capacity] = room.shape;
  const width = (4 * room.size) / (batch * capacity);
  const loops = loopsOf(backend);
  const [to, from] = [room, rows].map((each) => addressOf(backend, each));
  const put = (at: Float32Array): void => {
    for (let text = 0; text < batch; text++) {
      const place = at[text];
      if (place >= 0 && place < capacity) {
        loops.copy(to + (text * capacity + place) * width, from + text * width, width);
      }
    }
  };
  perform(withNumbers(backend, [places], put), [rows, places], [room]);
  return room;
}

/** `maxDot`. */
function wasmMaxDot(backend: BackendWasm, inputs: MaxDotInputs): tf.Tensor3D {
  const { rows, columns, pairs, weight } = inputs;
  const [batch, count, width] = rows.shape;
  const options = columns.shape[1];
  const all = [columns, rows, weight, ...pairs];
  const shape = [batch, count, options];
  return computed(backend, all, shape, (scores, left, right, weights, ...added) => {
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
  }) as tf.Tensor3D;
}

/** `rmsNorm`. */
function wasmRmsNorm(backend: BackendWasm, x: tf.Tensor, gain: tf.Tensor1D, epsilon: number): tf.Tensor {
  const out = unwritten(backend, x.shape);
  const [rows, loops] = [x.size / gain.size, loopsOf(backend)];
  const [to, from, gains] = [out, x, gain].map((each) => addressOf(backend, each));
  perform(() => loops.rmsNorm(to, from, gains, rows, gain.size, epsilon), [x, gain], [out]);
  return tf.engine().makeTensorFromTensorInfo(out);
}

/** `rotate`. */
function wasmRotate(backend: BackendWasm, x: tf.Tensor4D, angles: Angles): tf.Tensor4D {
  const { pairs, cosines, sines } = angles;
  const [, , heads, width] = x.shape;
  return computed(backend, [x], x.shape, (out, numbers) => {
    out.set(numbers);
    for (let head = 0, begin = 0; begin < out.length; head++, begin += width) {
      const turn = Math.floor(head / heads) * pairs;
      for (let pair = 0; pair < pairs; pair++) {
        const a = numbers[begin + pair];
        const b = numbers[begin + pairs + pair];
        out[begin + pair] = a * cosines[turn + pair] - b * sines[turn + pair];
        out[begin + pairs + pair] = b * cosines[turn + pair] + a * sines[turn + pair];
      }
    }
  }) as tf.Tensor4D;
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
  causalAttention: withoutGradient(wasmCausalAttention, composedCausalAttention),
  crossAttention: withoutGradient(wasmCrossAttention, composedCrossAttention),
  feedForward: withoutGradient(wasmFeedForward, composedFeedForward),
  linear: withoutGradient(wasmLinear, composedLinear),
  maxDot: withoutGradient(wasmMaxDot, composedMaxDot),
  putRows: wasmPutRows,
  readNumbers: wasmReadNumbers,
  repeated: wasmRepeated,
  rmsNorm: withoutGradient(wasmRmsNorm, composedRmsNorm),
  rotate: withoutGradient(wasmRotate, composedRotate),
} satisfies EngineKernels<BackendWasm>;
