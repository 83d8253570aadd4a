/** Attention with a bias on the native engine: from the cache, whose store may have room to spare, as from the tensors. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { KeyValueCache, biasedAttention } from '../../../lib/backend/index.ts';
import { expectClose } from '../../support/close.ts';
import { Numbers, activateBoth, onBackend } from './support.ts';

beforeAll(activateBoth);

it('adds the bias to what the cache holds', () => {
  const numbers = new Numbers('biased cache');
  const shapes = [
    [2, 9, 3, 8],
    [2, 9, 3, 8],
    [2, 1, 3, 8],
    [2, 3, 1, 9],
  ];
  const inputs = shapes.map((shape) => numbers.floats(shape));
  const step = (...tensors: tf.Tensor[]): tf.Tensor[] => {
    const [k, v, q, bias] = tensors as tf.Tensor4D[];
    const keyMask = tf.tensor2d([[1, 1, 0, 0, 1, 1, 1, 1, 1], [1, 0, 1, 1, 1, 1, 1, 1, 1]]); // prettier-ignore
    const cache = new KeyValueCache(12);
    for (const [start, count] of [[0, 5] as const, [5, 4] as const]) {
      const part = (x: tf.Tensor4D): tf.Tensor4D => tf.slice(x, [0, start, 0, 0], [-1, count, -1, -1]);
      cache.append(part(k), part(v));
    }
    const results = [cache.attend(q, keyMask, bias), biasedAttention(q, k, v, { bias, keyMask })];
    const plain = cache.attend(q, keyMask);
    cache.dispose();
    return [...results, plain];
  };
  const [reference] = onBackend('cpu', inputs, step);
  for (const backend of ['cpu', 'native'] as const) {
    const [cached, expected, plain] = onBackend(backend, inputs, step);
    expectClose(cached.data, expected.data);
    expectClose(cached.data, reference.data);
    expect(cached.data.some((value, i) => Math.abs(value - plain.data[i]) > 1e-3)).toBe(true);
  }
});
