/** Attention of all kinds, the store of decoding, and what turns queries and keys. */
import * as tf from '@tensorflow/tfjs';
import {
  KeyValueCache,
  attendFrom,
  causalAttention,
  crossAttention,
  rotary,
} from '../../../lib/backend/index.ts';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../lib/backend/ops/attention.ts';
import type { KeyValueStore } from '../../../lib/backend/kernels.ts';
import { composedKeyValueStore } from '../../../lib/backend/ops/key-value-cache.ts';
import { composedRotate } from '../../../lib/backend/ops/rotary.ts';
import { type MakeTwins, type Op, type PlainTwins, maskOf } from './twins.ts';

const anyWidth = Array.from({ length: 39 }, (_, i) => i + 1);

export const causalTwins: MakeTwins = (numbers, trial, headWidths = anyWidth) => {
  const tokens = trial % 5 === 4 ? 101 : numbers.integer(1, 20);
  const shape = [1 + (trial % 3), tokens, 2, numbers.pick(headWidths)];
  const call = (op: typeof causalAttention): Op => {
    return (q, k, v) => op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D);
  };
  const inputs = [0, 1, 2].map(() => numbers.floats(shape));
  return { inputs, fused: call(causalAttention), composed: call(composedCausalAttention) };
};

export const crossTwins: MakeTwins = (numbers, trial, headWidths = anyWidth) => {
  const [batch, heads, width] = [1 + (trial % 3), 2, numbers.pick(headWidths)];
  const [queries, keys] = [trial % 4 === 3 ? 130 : numbers.integer(1, 9), numbers.integer(1, 70)];
  const inputs = [queries, keys, keys].map((rows) => numbers.floats([batch, rows, heads, width]));
  const dtype = trial % 2 ? 'bool' : 'float32';
  const call = (op: typeof crossAttention): Op => {
    // Now and then a batch element sees no key at all.
    const key = `mask ${trial}`;
    const mask = (): tf.Tensor2D => {
      const visible = maskOf([batch, keys], key, dtype) as tf.Tensor2D;
      return trial % 6 === 5 ? tf.zerosLike(visible) : visible;
    };
    return (q, k, v) =>
      op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, trial % 3 === 0 ? undefined : mask());
  };
  return { inputs, fused: call(crossAttention), composed: call(composedCrossAttention) };
};

export const fromTwins: MakeTwins = (numbers, trial, headWidths = anyWidth) => {
  const [batch, heads, width] = [1 + (trial % 3), 2, numbers.pick(headWidths)];
  const [queries, keys] = [trial % 4 === 3 ? 130 : numbers.integer(1, 9), numbers.integer(1, 70)];
  const inputs = [queries, keys, keys].map((rows) => numbers.floats([batch, rows, heads, width]));
  // In no order, and now and then nothing but padding.
  const { data } = numbers.integers([batch, queries], -1, trial % 6 === 5 ? 0 : keys);
  const call = (op: typeof attendFrom): Op => {
    return (q, k, v) =>
      op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, tf.tensor2d(data, [batch, queries], 'int32'));
  };
  return { inputs, fused: call(attendFrom), composed: call(composedAttendFrom) };
};

export const rotaryTwins: MakeTwins = (numbers, trial) => {
  const [batch, tokens] = [1 + (trial % 2), numbers.integer(1, 9)];
  const width = 2 * numbers.integer(1, 20);
  const share = Math.max(numbers.pick([0.5, 1]), 2 / width);
  const pairs = Math.floor((share * width) / 2);
  const places = numbers.integers([batch, tokens], 0, 8192).data;
  const angles = places.flatMap((place) =>
    Array.from({ length: pairs }, (_, pair) => place * 10_000 ** (-pair / pairs)),
  );
  const [cosines, sines] = [Float32Array.from(angles, Math.cos), Float32Array.from(angles, Math.sin)];
  return {
    inputs: [numbers.floats([batch, tokens, 3, width])],
    fused: (x) =>
      rotary(x as tf.Tensor4D, tf.tensor2d(places, [batch, tokens], 'int32'), { share, base: 10_000 }),
    composed: (x) => composedRotate(x as tf.Tensor4D, { pairs, cosines, sines }),
  };
};

/** Tokens come one by one and in parts, and are asked for after each. */
export const storeTwins: MakeTwins<PlainTwins> = (numbers, trial, headWidths = anyWidth) => {
  const [batch, heads, width] = [1 + (trial % 3), 2, numbers.pick(headWidths)];
  const parts = [numbers.integer(1, 80), 1, numbers.integer(1, 4)];
  const total = parts.reduce((sum, count) => sum + count, 0);
  const sizes = parts.flatMap((count) => [count, count, trial % 4 === 3 ? count : 1]);
  const biases = numbers.floats([1, trial % 2 ? heads : 1, 1, total]);
  const call =
    (make: (capacity: number) => KeyValueStore): Op<tf.Tensor[]> =>
    (bias, ...tensors) => {
      const store = make(total + (trial % 3));
      const results = parts.flatMap((_, part) => {
        const [k, v, q] = tensors.slice(3 * part, 3 * part + 3) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
        store.append(k, v);
        const held = store.length();
        const mask = trial % 3 === 0 ? undefined : (maskOf([batch, held], `held ${trial}`) as tf.Tensor2D);
        const visible = mask && tf.maximum<tf.Tensor2D>(mask, tf.oneHot([held - 1], held));
        const added = tf.slice(bias as tf.Tensor4D, [0, 0, 0, 0], [-1, -1, -1, held]);
        return [store.attend(q, visible, undefined), store.attend(q, visible, added)];
      });
      store.dispose();
      return results;
    };
  return {
    inputs: [biases, ...sizes.map((rows) => numbers.floats([batch, rows, heads, width]))],
    fused: call(cacheOf),
    composed: call(composedKeyValueStore),
  };
};

/** The store of the current engine. */
function cacheOf(capacity: number): KeyValueStore {
  const cache = new KeyValueCache(capacity);
  return {
    length: () => cache.length,
    append: (k, v) => cache.append(k, v),
    attend: (q, mask, bias) => cache.attend(q, mask, bias),
    dispose: () => cache.dispose(),
  };
}
