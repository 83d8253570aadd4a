/** The numbers of heads, dealt out and gathered. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { mergeHeads, splitHeads } from '../../../lib/model/nn/heads.ts';

test('deals the numbers of each token out to the heads, and back', () => {
  const x = tf.tensor3d([0, 1, 2, 3, 10, 11, 12, 13], [1, 2, 4]);
  const split = splitHeads(x, 2);
  expect(split.arraySync()).toEqual([[[[0, 1], [2, 3]], [[10, 11], [12, 13]]]]); // prettier-ignore
  expect(mergeHeads(split).arraySync()).toEqual(x.arraySync());
});
