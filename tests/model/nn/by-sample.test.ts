/** A function computed sample by sample, against the same function of all samples at once. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { bySample } from '../../../lib/model/nn/by-sample.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { random } from '../../support/parameter-gradients.ts';

const weight = tf.variable(random('weight', 3, 4));
const scale = tf.variable(tf.scalar(0.7));
const inputs = [random('a', 5, 3), random('b', 5, 4)] as tf.Tensor2D[];
const f = (a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D =>
  tf.mul(tf.sin(tf.mul(tf.matMul(a, weight as tf.Tensor as tf.Tensor2D), scale)), b);

test('gives the value and the gradients of all at once, also between other operations', () => {
  const loss = (read: () => tf.Tensor) => () =>
    tf.sum(tf.square(tf.add(tf.mul(read(), scale), 1))).asScalar();
  // Inputs made on the way are gone before the backward pass.
  const apart = () => tf.tidy(() => bySample([weight, scale], inputs.map((x) => tf.mul(x, 1)), f)); // prettier-ignore
  expectClose(apart().dataSync(), f(inputs[0], inputs[1]).dataSync());
  const [actual, expected] = [apart, () => f(inputs[0], inputs[1])].map((read) =>
    tf.variableGrads(loss(read), [weight, scale]),
  );
  expectClose(actual.value.dataSync(), expected.value.dataSync());
  for (const { name } of [weight, scale]) {
    expectClose(actual.grads[name].dataSync(), expected.grads[name].dataSync());
  }
});

test('keeps nothing of what the function makes, and leaves nothing behind', () => {
  const kept = (read: () => tf.Tensor) => {
    let count = 0;
    const { value, grads } = tf.variableGrads(() => {
      const result = read();
      return tf.tidy(() => {
        count = tf.memory().numBytes;
        return tf.sum(result).asScalar();
      });
    }, [weight, scale]);
    tf.dispose([value, grads]);
    return count;
  };
  const wide = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.sum(tf.exp(tf.tile(f(a, b), [1, 500])), 1, true);
  const all = kept(() => wide(inputs[0], inputs[1]));
  const apart = kept(() => bySample([weight, scale], inputs, wide));
  expect(all - apart).toBeGreaterThan(5 * 4 * 500 * 4);
  expectNoLeak(() => {
    const { value, grads } = tf.variableGrads(
      () => tf.sum(bySample([weight, scale], inputs, f)).asScalar(),
      [weight, scale],
    );
    tf.dispose([value, grads]);
  });
});
