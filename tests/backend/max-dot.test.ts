import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { maxDot } from '../../../lib/model/nar/max-dot.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { randomTensor } from './small.ts';

await chooseBackend();

/** Shapes of the operands, and the largest block. */
const cases: [string, number[], number[], number][] = [
  ['of a node and an edge', [2, 1, 3, 4], [2, 3, 3, 4], 1000],
  ['of a node and an edge, row by row', [2, 1, 3, 4], [2, 3, 3, 4], 1],
  ['of a cell and a choice', [2, 7, 1, 4], [2, 1, 3, 4], 1000],
  ['of a cell and a choice, in three blocks', [2, 7, 1, 4], [2, 1, 3, 4], 72],
];

describe.each(cases)('larger of two vectors, %s', (_, left, right, largestBlock) => {
  const [x, y] = [randomTensor(left, 'x') as tf.Tensor4D, randomTensor(right, 'y') as tf.Tensor4D];
  const weight = randomTensor([left[3], 1], 'weight') as tf.Tensor2D;
  const composed = (a: tf.Tensor, b: tf.Tensor, w: tf.Tensor) =>
    tf.squeeze(tf.matMul(tf.maximum(a, b), tf.reshape(w, [1, 1, left[3], 1])), [-1]);

  test('value', () => {
    expectClose(maxDot(x, y, weight, largestBlock).dataSync(), composed(x, y, weight).dataSync(), {
      relative: 1e-4,
      absolute: 1e-4,
    });
  });

  test('gradient', () => {
    const f = (a: tf.Tensor, b: tf.Tensor, w: tf.Tensor) =>
      maxDot(a as tf.Tensor4D, b as tf.Tensor4D, w as tf.Tensor2D, largestBlock);
    expectGradient(f, [x, y, weight], { step: 1e-3, tolerance: 1e-2 });
  });
});

test('the first operand gets the gradient of a tie', () => {
  const one = tf.ones<tf.Rank.R4>([1, 1, 1, 1]);
  const [dx, dy] = tf.grads((a, b) => tf.sum(maxDot(a as tf.Tensor4D, b as tf.Tensor4D, tf.ones([1, 1]))))([
    one,
    tf.clone(one),
  ]);
  expect([dx.dataSync()[0], dy.dataSync()[0]]).toEqual([1, 0]);
});
