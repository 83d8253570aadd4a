/** Keys and values in place. */
import * as tf from '@tensorflow/tfjs';
import type { KeyValueStore } from '../../kernels.ts';
import { biasedAttention } from '../../ops/biased-attention.ts';
import { stridedCopy } from '../kernels/strided-copy.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';
import { type PartlyFilled, attendPartly } from './attention.ts';

/** Keys and values in memory for `capacity` tokens, [B, heads, capacity, d], written in place. */
export function nativeKeyValueStore(backend: NativeBackend, capacity: number): KeyValueStore {
  let length = 0;
  let keys: tf.Tensor4D | undefined;
  let values: tf.Tensor4D | undefined;
  const put = (held: tf.Tensor4D | undefined, added: tf.Tensor4D): tf.Tensor4D => {
    const room = held ?? emptyRoom(backend, added, capacity);
    copyInto(backend, room, added, length);
    return room;
  };
  return {
    length: () => length,
    append: (k, v) => {
      assertShape('The values', v, k.shape);
      keys = put(keys, k);
      values = put(values, v);
      length += k.shape[1];
    },
    attend: (q, keyMask, bias) => {
      if (!keys || !values) throw new Error('The key-value store is empty.');
      if (bias) return biasedlyAttend(q, { keys, values, length }, bias, keyMask);
      const mask = keyMask && tf.cast(keyMask, 'float32');
      const result = attendPartly(backend, q, { keys, values, length }, mask);
      mask?.dispose();
      return result;
    },
    dispose: () => {
      tf.dispose([keys ?? [], values ?? []]);
      keys = values = undefined;
      length = 0;
    },
  };
}

function biasedlyAttend(
  q: tf.Tensor4D,
  { keys, values, length }: PartlyFilled,
  bias: tf.Tensor4D,
  keyMask: tf.Tensor2D | undefined,
): tf.Tensor4D {
  const filled = (room: tf.Tensor4D): tf.Tensor4D =>
    tf.transpose(tf.slice(room, [0, 0, 0, 0], [-1, -1, length, -1]), [0, 2, 1, 3]);
  return tf.tidy(() => biasedAttention(q, filled(keys), filled(values), { bias, keyMask }));
}

function emptyRoom(backend: NativeBackend, like: tf.Tensor4D, capacity: number): tf.Tensor4D {
  const [batches, , heads, width] = like.shape;
  return tf.keep(tensorOf<tf.Tensor4D>(backend.output([batches, heads, capacity, width])));
}

/** Writes the tokens of `added` [B, t, heads, d] after the first `start` of `room`, where each head has its own. */
function copyInto(backend: NativeBackend, room: tf.Tensor4D, added: tf.Tensor4D, start: number): void {
  const [batches, heads, capacity, width] = room.shape;
  const tokens = added.shape[1];
  assertShape('What is appended', added, [batches, tokens, heads, width]);
  const axes = [
    { length: batches, from: tokens * heads * width, to: heads * capacity * width },
    { length: tokens, from: heads * width, to: width },
    { length: heads, from: width, to: capacity * width },
    { length: width, from: 1, to: 1 },
  ];
  const from = { values: floatsOf(backend, added), offset: 0 };
  stridedCopy(backend.addon, axes, from, { values: floatsOf(backend, room), offset: start * width });
}
