/** Attention of all kinds, and what turns queries and keys. */
import * as tf from '@tensorflow/tfjs';
import {
  attendFrom,
  causalAttention,
  crossAttention,
  rotary,
  selfAttention,
} from '../../../lib/backend/index.ts';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../lib/backend/ops/attention.ts';
import { composedRotate } from '../../../lib/backend/ops/rotary.ts';
import { composedSelfAttention } from '../../../lib/backend/ops/self-attention.ts';
import type { Values } from '../native/support.ts';
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

/** With and without biases, angles and a stream to join; of one token, and of more than are weighed at a time. */
export const selfTwins: MakeTwins = (numbers, trial, headWidths = anyWidth) => {
  const [batch, heads, width] = [1 + (trial % 3), [2, 4, 1, 3][trial % 4], numbers.pick(headWidths)];
  const tokens = trial % 5 === 4 ? 101 : numbers.integer(1, 20);
  const [inputs, outputs, all] = [numbers.integer(1, 30), numbers.integer(1, 30), heads * width];
  const [biased, turned, joins] = [trial % 2 === 0, trial % 3 > 0 && width > 1, trial % 4 > 1];
  const pairs = trial % 3 === 1 ? Math.floor(width / 2) : 1;
  const places = numbers.integers([batch, tokens], 0, 100).data;
  const of = (turn: (angle: number) => number) =>
    Float32Array.from({ length: places.length * pairs }, (_, i) =>
      turn(places[Math.floor(i / pairs)] / (1 + (i % pairs))),
    );
  const angles = turned ? { pairs, cosines: of(Math.cos), sines: of(Math.sin) } : undefined;
  const shapes = [
    [batch, tokens, inputs],
    [inputs, 3 * all],
    [all, outputs],
    ...(biased ? [[3 * all], [outputs]] : []),
    ...(joins ? [[batch, tokens, outputs]] : []),
    ...(joins && trial % 8 > 3 ? [[]] : []),
  ];
  const call = (op: typeof selfAttention): Op => {
    return (x, first, second, ...rest) => {
      const [before, behind] = biased ? (rest.splice(0, 2) as tf.Tensor1D[]) : [];
      const [residual, gate] = rest;
      return op({
        x: x as tf.Tensor3D,
        queryKeyValue: { weight: first as tf.Tensor2D, bias: before },
        out: { weight: second as tf.Tensor2D, bias: behind },
        ...{ heads, angles },
        joining: residual && { residual, gate: gate as tf.Scalar | undefined },
      });
    };
  };
  // Weights as models have them: of larger ones come scores whose softmax makes much of every rounding.
  const sized = (values: Values, by: number) => ({ ...values, data: values.data.map((value) => value / by) });
  const weights = [1, Math.sqrt(inputs), Math.sqrt(all)];
  return {
    inputs: shapes.map((shape, i) => sized(numbers.floats(shape), weights[i] ?? 1)),
    fused: call(selfAttention),
    composed: call(composedSelfAttention),
  };
};
