/**
 * Attention of few queries in the page's engine, as loops over its memory: tfjs turns all keys and values around for it. Four
 * sums run side by side, for a processor adds to one sum only every few cycles.
 */
import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { composedCrossAttention } from '../../../backend/ops/attention.ts';
import { tensorOf } from './tensor-of.ts';

/** The most queries for which loops are faster than tfjs's products. */
const fewQueries = 4;

/** `attendFrom`, of the keys that each query sees. */
export function wasmAttendFrom(
  backend: BackendWasm,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  places: tf.Tensor2D,
): tf.Tensor4D {
  const at = backend.typedArrayFromHeap(places) as Int32Array;
  return attended(backend, q, k, v, (query) => Math.min(at[query] + 1, k.shape[1]));
}

/** `crossAttention`, of few queries. */
export function wasmCrossAttention(
  backend: BackendWasm,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  const queries = q.shape[1];
  if (queries > fewQueries) return composedCrossAttention(q, k, v, keyMask);
  const keys = k.shape[1];
  const mask = keyMask && backend.typedArrayFromHeap(keyMask);
  return attended(
    backend,
    q,
    k,
    v,
    () => keys,
    (scores, query) => {
      const first = Math.floor(query / queries) * keys;
      for (let key = 0; mask && key < keys; key++) if (mask[first + key] === 0) scores[key] = -Infinity;
    },
  );
}

/** Of the first `seen` keys of each query, less those whose scores `hide` makes -Infinity; 0 where none is left. */
function attended(
  backend: BackendWasm,
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  seen: (query: number) => number,
  hide: (scores: Float64Array, query: number) => void = () => undefined,
): tf.Tensor4D {
  const [, queries, heads, width] = q.shape;
  const [keys, row] = [k.shape[1], heads * width];
  const [asked, known, said] = [q, k, v].map((x) => backend.typedArrayFromHeap(x) as Float32Array);
  const out = new Float32Array(q.size);
  const weights = new Float64Array(keys);
  for (let begin = 0; begin < out.length; begin += width) {
    const query = Math.floor(begin / row);
    const first = Math.floor(query / queries) * keys * row + (begin % row);
    const some = weights.subarray(0, seen(query));
    scoresOf(some, asked.subarray(begin, begin + width), known, first, row);
    hide(some, query);
    softmax(some);
    meanOf(out.subarray(begin, begin + width), some, said, first, row);
  }
  return tensorOf(out, q.shape) as tf.Tensor4D;
}

/** The products of a query and keys, each `row` numbers after the one before, by the square root of their width. */
function scoresOf(
  scores: Float64Array,
  query: Float32Array,
  keys: Float32Array,
  first: number,
  row: number,
): void {
  const width = query.length;
  const scale = 1 / Math.sqrt(width);
  for (let key = 0, from = first; key < scores.length; key++, from += row) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i + 3 < width; i += 4) {
      a += query[i] * keys[from + i];
      b += query[i + 1] * keys[from + i + 1];
      c += query[i + 2] * keys[from + i + 2];
      d += query[i + 3] * keys[from + i + 3];
    }
    for (; i < width; i++) a += query[i] * keys[from + i];
    scores[key] = (a + b + c + d) * scale;
  }
}

/** In place; all 0 where every score is -Infinity. */
function softmax(scores: Float64Array): void {
  let largest = -Infinity;
  for (let i = 0; i < scores.length; i++) if (scores[i] > largest) largest = scores[i];
  if (largest === -Infinity) return void scores.fill(0);
  let total = 0;
  for (let i = 0; i < scores.length; i++) total += scores[i] = Math.exp(scores[i] - largest);
  for (let i = 0; i < scores.length; i++) scores[i] /= total;
}

/** The sum of values by weights; each value is `row` numbers after the one before. */
function meanOf(
  out: Float32Array,
  weights: Float64Array,
  values: Float32Array,
  first: number,
  row: number,
): void {
  let i = 0;
  for (; i + 3 < out.length; i += 4) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let key = 0, from = first + i; key < weights.length; key++, from += row) {
      const weight = weights[key];
      a += weight * values[from];
      b += weight * values[from + 1];
      c += weight * values[from + 2];
      d += weight * values[from + 3];
    }
    out[i] = a;
    out[i + 1] = b;
    out[i + 2] = c;
    out[i + 3] = d;
  }
  for (; i < out.length; i++) {
    let sum = 0;
    for (let key = 0, from = first + i; key < weights.length; key++, from += row) {
      sum += weights[key] * values[from];
    }
    out[i] = sum;
  }
}
