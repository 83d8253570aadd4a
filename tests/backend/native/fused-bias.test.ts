/** Biases of fused products run along the axis that their shape says, also where both axes are of one length. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { expectClose } from '../../support/close.ts';
import { fuzz } from './fuzz/fuzz.ts';
import { Numbers, type Values, activateBoth, onBackend } from './support.ts';

beforeAll(activateBoth);

test('a bias of the rows of a square product is added to the rows', () => {
  const bias: Values = { shape: [3, 1], dtype: 'float32', data: [1, 2, 3] };
  const [sum] = onBackend('native', [bias], (b) =>
    tf.fused.matMul({ a: tf.eye(3), b: tf.zeros([3, 3]), bias: b }),
  );
  expect(sum.data).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
});

const shapes = [[], [1], [4], [1, 4], [4, 1], [4, 4], [1, 1], [1, 1, 4], [1, 4, 1], [4, 1, 1]];
const activations = ['linear', 'relu', 'relu6', 'elu', 'prelu', 'leakyrelu', 'sigmoid'] as const;

test.each(activations)('every bias with %s is that of cpu', (activation) => {
  const numbers = new Numbers(`fused bias, ${activation}`);
  for (const batch of [[], [4]]) {
    for (const shape of shapes.filter(({ length }) => length <= 2 + batch.length)) {
      for (const weights of shapes.filter(({ length }) => length <= 2 + batch.length)) {
        const inputs = [[...batch, 4, 2], [2, 4], shape, weights].map((each) => numbers.floats(each));
        const run = (a: tf.Tensor, b: tf.Tensor, bias: tf.Tensor, alpha: tf.Tensor) =>
          tf.fused.matMul({
            ...{ a, b, bias, activation },
            ...(activation === 'prelu' && { preluActivationWeights: alpha }),
          });
        const [expected] = onBackend('cpu', inputs, run);
        const [actual] = onBackend('native', inputs, run);
        expect(actual.shape).toEqual(expected.shape);
        expectClose(
          actual.data,
          expected.data,
          undefined,
          `bias [${shape.join()}], weights [${weights.join()}]`,
        );
        if (activation !== 'prelu') break; // No weights then.
      }
    }
  }
});

test("the engines agree on hundreds of random calls of tfjs's public operations", () => {
  expect([...fuzz(3, 800)].filter((difference) => difference !== undefined)).toEqual([]);
});
