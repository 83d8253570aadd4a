/** Attention of chosen tokens is that of all tokens, at those. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { attendFrom, causalAttention, chooseBackend } from '../../lib/backend/index.ts';
import { expectClose } from '../support/close.ts';
import { randomTensor } from '../model/nar/small.ts';

beforeAll(() => chooseBackend());

const [batch, heads, tokens, width] = [2, 3, 60, 5];
const inputs = () =>
  ['q', 'k', 'v'].map((key) => randomTensor([batch, tokens, heads, width], key) as tf.Tensor4D);

/** Places with padding, in no order. */
const places = [
  [7, 0, 59, 31, -1],
  [58, -1, 2, -1, 40],
];

/** The chosen rows of x, [B, R, heads, d]; zeros for padding. */
const chosen = (x: tf.Tensor4D): tf.Tensor4D =>
  tf.tidy(() => {
    const rows = tf.gather(x, tf.relu(tf.tensor2d(places, undefined, 'int32')), 1, 0);
    const perSample = tf.unstack(rows, 1).map((part, sample) => tf.gather(part, [sample], 0));
    const real = tf.cast(tf.greaterEqual(tf.tensor2d(places), 0), 'float32');
    return tf.mul(tf.concat(perSample, 0), tf.reshape(real, [batch, places[0].length, 1, 1]));
  });

describe('attendFrom', () => {
  it('gives the rows of causalAttention, and 0 for padding', () => {
    const [q, k, v] = inputs();
    const expected = chosen(causalAttention(q, k, v)).dataSync();
    const actual = attendFrom(chosen(q), k, v, tf.tensor2d(places, undefined, 'int32'));
    expect(actual.shape).toEqual([batch, 5, heads, width]);
    expectClose(actual.dataSync(), expected, { relative: 1e-5, absolute: 1e-6 });
  });

  it('has the gradients of causalAttention at those rows', () => {
    const tensors = inputs();
    const weights = randomTensor([batch, 5, heads, width], 'dy');
    const loss = (rows: tf.Tensor) => tf.sum(tf.mul(rows, weights));
    const all = tf.grads((...[q, k, v]) => loss(chosen(causalAttention(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D))))(tensors); // prettier-ignore
    const at = tf.tensor2d(places, undefined, 'int32');
    const some = tf.grads((...[q, k, v]) => loss(attendFrom(chosen(q as tf.Tensor4D), k as tf.Tensor4D, v as tf.Tensor4D, at)))(tensors); // prettier-ignore
    some.forEach((gradient, index) => {
      expectClose(gradient.dataSync(), all[index].dataSync(), { relative: 1e-4, absolute: 1e-5 });
    });
  });
});
