/** Rows of tables and their gradients. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { lookUp } from '../../../lib/model/nn/look-up.ts';

const table = tf.tensor2d([[1, 2], [3, 4], [5, 6]]); // prettier-ignore

test('reads rows in any shape', () => {
  const read = lookUp(table, tf.tensor2d([[2, 0], [0, 0]], [2, 2], 'int32')); // prettier-ignore
  expect(read.arraySync()).toEqual([[[5, 6], [1, 2]], [[1, 2], [1, 2]]]); // prettier-ignore
});

test('adds up the gradients of a row that is read more than once, after the indices are gone', () => {
  const weights = tf.tensor2d([[1, 10], [2, 20], [4, 40]]); // prettier-ignore
  const gradient = tf.grad((rows) =>
    tf.tidy(() => tf.sum(tf.mul(lookUp(rows as tf.Tensor2D, tf.tensor1d([1, 2, 1], 'int32')), weights))),
  )(table);
  expect(gradient.arraySync()).toEqual([[0, 0], [5, 50], [2, 20]]); // prettier-ignore
});
