/** Attention of all kinds, and what turns queries and keys. */
import * as tf from '@tensorflow/tfjs';
import { attendFrom, causalAttention, crossAttention, rotary } from '../../../lib/backend/index.ts';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../lib/backend/ops/attention.ts';
import { composedRotate } from '../../../lib/backend/ops/rotary.ts';
import { type MakeTwins, type Op, maskOf } from './twins.ts';

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
  const [batch, heads, width] = [1 + (trial % 3), [2, 4, 1, 9, 5][trial % 5], numbers.pick(headWidths)];
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
  const [batch, heads, width] = [1 + (trial % 3), [2, 4, 1, 9, 5][trial % 5], numbers.pick(headWidths)];
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
