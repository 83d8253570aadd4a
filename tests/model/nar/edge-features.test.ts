import type * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { edgeRows, linearOfEdges, mapEdges, writtenOut } from '../../../lib/model/nar/edge-features.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { randomTensor } from './small.ts';

await chooseBackend();

const values = randomTensor([2, 3, 3, 4], 'values') as tf.Tensor4D;
const embedding = randomTensor([4, 5], 'embedding') as tf.Tensor2D;
const weight = randomTensor([5, 6], 'weight') as tf.Tensor2D;
const bias = randomTensor([6], 'bias') as tf.Tensor1D;

describe('edges that are not written out', () => {
  test('a linear map reads them as if they were', () => {
    const plain = linearOfEdges(writtenOut({ values, weight: embedding }), { weight, bias }, 'relu');
    const short = linearOfEdges({ values, weight: embedding }, { weight, bias }, 'relu');
    expect(short.shape).toEqual([2, 3, 3, 6]);
    expectClose(short.dataSync(), plain.dataSync(), { relative: 1e-4, absolute: 1e-5 });
  });

  test('gradients reach the values and both weights', () => {
    const f = (x: tf.Tensor, first: tf.Tensor, second: tf.Tensor) =>
      linearOfEdges(
        { values: x as tf.Tensor4D, weight: first as tf.Tensor2D },
        { weight: second as tf.Tensor2D, bias },
      );
    expectGradient(f, [values, embedding, weight]);
  });

  test('mapping the rows maps the features', () => {
    const doubled = mapEdges({ values, weight: embedding }, (rows) => rows.mul(2));
    expectClose(writtenOut(doubled).dataSync(), writtenOut({ values, weight: embedding }).mul(2).dataSync());
    expect(edgeRows({ values, weight: embedding })).toBe(values);
  });
});
