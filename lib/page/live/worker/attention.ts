/** Attention in the page's engine, over keys and values as they lie: tfjs turns all of them around for it. */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { addressOf, perform, unwritten, withNumbers } from './heap.ts';
import { loopsOf } from './loops.ts';

/** Queries, keys and values. */
type Heads = readonly [q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D];

/** `causalAttention`. */
export function wasmCausalAttention(backend: BackendWasm, ...heads: Heads): tf.Tensor4D {
  const tokens = heads[0].shape[1];
  return attention(backend, heads, { seen: (query) => (query % tokens) + 1 });
}

/** `attendFrom`. */
export function wasmAttendFrom(
  backend: BackendWasm,
  ...[q, k, v, places]: readonly [...Heads, places: tf.Tensor2D]
): tf.Tensor4D {
  return attention(backend, [q, k, v], { seen: (query, at) => at[query] + 1, places });
}

/** `crossAttention`. */
export function wasmCrossAttention(
  backend: BackendWasm,
  ...[q, k, v, keyMask]: readonly [...Heads, keyMask?: tf.Tensor2D | undefined]
): tf.Tensor4D {
  const mask = keyMask && tf.cast(keyMask, 'float32');
  const read = attention(backend, [q, k, v], { seen: () => k.shape[1], ...(mask && { mask }) });
  mask?.dispose();
  return read;
}

/** What queries see. */
interface Sight {
  /** The first so many keys, or all; queries are counted over all texts, and so are the numbers of `places`. */
  readonly seen: (query: number, places: Float32Array) => number;
  readonly places?: tf.Tensor2D;
  /** [B, M], 0 for each key that no query of its text sees; default all 1. */
  readonly mask?: tf.Tensor2D;
}

/** Attention; 0 where a query sees nothing. */
function attention(backend: BackendWasm, [q, k, v]: Heads, { seen, places, mask }: Sight): tf.Tensor4D {
  const [batch, queries, heads, width] = q.shape;
  const [keys, row] = [k.shape[1], 4 * heads * width];
  // The loops fill up the last four.
  const [out, scores] = [unwritten(backend, q.shape), unwritten(backend, [keys + 3])];
  const loops = loopsOf(backend);
  const [to, asked, known, said, room] = [out, q, k, v, scores].map((each) => addressOf(backend, each));
  const masks = mask ? addressOf(backend, mask) : 0;
  const others = places ? [places] : [];
  const attend = (...[at]: Float32Array[]): void => {
    for (let query = 0; query < batch * queries; query++) {
      const text = Math.floor(query / queries);
      const [own, all] = [query * row, text * keys * row];
      const count = Math.max(0, Math.min(seen(query, at), keys));
      const hidden = masks && masks + 4 * text * keys;
      loops.attend(to + own, asked + own, known + all, said + all, room, hidden, count, heads, 4 * width);
    }
  };
  const reads = [q, k, v, ...others, ...(mask ? [mask] : [])];
  perform(withNumbers(backend, others, attend), reads, [out, scores]);
  backend.disposeData(scores.dataId);
  return tf.engine().makeTensorFromTensorInfo(out) as tf.Tensor4D;
}
