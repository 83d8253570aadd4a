/** Attention in the page's engine, over keys and values as they lie: tfjs turns all of them around for it. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../backend/ops/attention.ts';
import { attentionLoops } from './attention-loops.ts';
import { perform, unwritten, withNumbers } from './heap.ts';

/** Queries, keys and values. */
type Heads = readonly [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** `causalAttention`. */
export function wasmCausalAttention(backend: BackendWasm, ...heads: Heads): tf.Tensor4D {
  const tokens = heads[0].shape[1];
  if (!fits(heads)) return composedCausalAttention(...heads);
  return attention(backend, heads, [], () => ({ seen: (query) => (query % tokens) + 1 }));
}

/** `attendFrom`. */
export function wasmAttendFrom(
  backend: BackendWasm,
  ...[q, k, v, places]: readonly [...Heads, places: tf.Tensor2D]
): tf.Tensor4D {
  if (!fits([q, k, v])) return composedAttendFrom(q, k, v, places);
  return attention(backend, [q, k, v], [places], (at) => ({ seen: (query) => at[query] + 1 }));
}

/** `crossAttention`. */
export function wasmCrossAttention(
  backend: BackendWasm,
  ...[q, k, v, keyMask]: readonly [...Heads, keyMask?: tf.Tensor2D | undefined]
): tf.Tensor4D {
  if (!fits([q, k, v])) return composedCrossAttention(q, k, v, keyMask);
  const keys = k.shape[1];
  return attention(backend, [q, k, v], keyMask ? [keyMask] : [], (mask?: Float32Array) => ({
    seen: () => keys,
    ...(mask && { mask }),
  }));
}

/** Whether the loops, which take four numbers at a time, can compute it. */
const fits = ([{ shape }]: Heads): boolean => shape[3] % 4 === 0;

/** What queries see. */
interface Sight {
  /** The first so many keys; queries are counted over all texts. */
  readonly seen: (query: number) => number;
  /** [B, M], 0 for each key that no query of its text sees; default all 1. */
  readonly mask?: Float32Array;
}

/** Attention; 0 where a query sees nothing. `sightOf` is given the numbers of `others`. */
function attention(
  backend: BackendWasm,
  [q, k, v]: Heads,
  others: readonly tf.Tensor[],
  sightOf: (...others: Float32Array[]) => Sight,
): tf.Tensor4D {
  const [batch, queries, heads, width] = q.shape;
  const [keys, row] = [k.shape[1], 4 * heads * width];
  const [out, weights] = [unwritten(backend, q.shape), unwritten(backend, [keys])];
  const loops = attentionLoops(backend);
  const [to, asked, known, said, first] = [out, q, k, v, weights].map(({ dataId }) =>
    backend.getMemoryOffset(dataId),
  );
  const scale = 1 / Math.sqrt(width);
  const attend = (result: Float32Array, scores: Float32Array, ...numbers: Float32Array[]): void => {
    const { seen, mask } = sightOf(...numbers);
    for (let query = 0; query < batch * queries; query++) {
      const text = Math.floor(query / queries);
      const [own, all, count] = [query * row, text * keys * row, Math.min(seen(query), keys)];
      if (count <= 0) {
        result.fill(0, own / 4, (own + row) / 4);
        continue;
      }
      for (let head = 0; head < row; head += 4 * width) {
        loops.dots(first, asked + own + head, known + all + head, first + 4 * count, row, 4 * width);
        if (mask) hide(scores, mask, text * keys);
        softmax(scores, count, scale);
        const begin = to + own + head;
        loops.mean(begin, first, said + all + head, first + 4 * count, row, begin + 4 * width);
      }
    }
  };
  perform(withNumbers(backend, [out, weights, ...others], attend), [q, k, v, ...others], [out, weights]);
  backend.disposeData(weights.dataId);
  return tf.engine().makeTensorFromTensorInfo(out) as tf.Tensor4D;
}

/** Scores of keys that are not seen become -Infinity. */
function hide(scores: Float32Array, mask: Float32Array, first: number): void {
  for (let key = 0; key < scores.length; key++) if (mask[first + key] === 0) scores[key] = -Infinity;
}

/** Of the first `count`, times `scale`, in place; all 0 where every one is -Infinity. */
function softmax(scores: Float32Array, count: number, scale: number): void {
  let largest = -Infinity;
  for (let i = 0; i < count; i++) if (scores[i] > largest) largest = scores[i];
  if (largest === -Infinity) return void scores.fill(0, 0, count);
  let total = 0;
  for (let i = 0; i < count; i++) total += scores[i] = Math.exp((scores[i] - largest) * scale);
  const share = 1 / total;
  for (let i = 0; i < count; i++) scores[i] *= share;
}
