import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test } from 'vitest';
import { lossGradients, withGradient } from '../../lib/backend/index.ts';
import { Numbers } from './native/support.ts';

const made: tf.Variable[] = [];
afterEach(() => tf.dispose(made.splice(0)));

function variable(key: string, shape: number[]): tf.Variable {
  const { data } = new Numbers(key).floats(shape);
  const own = tf.tidy(() => tf.variable(tf.tensor(data, shape)));
  made.push(own);
  return own;
}

/** x squared, with a gradient of its own. */
const squared = (x: tf.Tensor): tf.Tensor =>
  withGradient([x], (save) => {
    save([x]);
    return { value: tf.square(x), gradFunc: (dy, [saved]) => [tf.mul(dy, tf.mul(saved, 2))] };
  });

describe('the gradients of a loss', () => {
  /** Ops of tfjs and others, tensors that are read twice, by one op and by two, and an op of which half is not read. */
  const lossOf = (a: tf.Variable, b: tf.Variable) => () => {
    const product = tf.matMul(a, b);
    const [left] = tf.split(squared(product), 2, 1);
    const both = tf.add(tf.mul(left, left), tf.add(left, tf.slice(product, [0, 0], [3, 2])));
    tf.mul(both, 3); // leads nowhere
    return tf.sum<tf.Scalar>(tf.concat([squared(both), both, tf.expandDims(tf.mean(a, 1), 1)], 1));
  };

  test('are those of tfjs to the bit, and all tensors that are left', () => {
    const [a, b, unread] = [variable('a', [3, 5]), variable('b', [5, 4]), variable('unread', [2])];
    const expected = tf.variableGrads(lossOf(a, b), [a, b]);
    const before = tf.memory().numTensors;
    const { value, gradients } = lossGradients(lossOf(a, b), [a, unread, b]);
    expect(tf.memory().numTensors).toBe(before + 3);
    expect(value.dataSync()).toEqual(expected.value.dataSync());
    expect(gradients[1]).toBeUndefined();
    expect(gradients[0]!.dataSync()).toEqual(expected.grads[a.name].dataSync());
    expect(gradients[2]!.dataSync()).toEqual(expected.grads[b.name].dataSync());
    tf.dispose([value, expected.value, ...Object.values(expected.grads), gradients[0]!, gradients[2]!]);
  });

  test('a gradient that is dy itself, for two inputs, is a tensor for each', () => {
    const [a, b] = [variable('a', [2]), variable('b', [2])];
    const added = () =>
      withGradient([a, b], () => ({ value: tf.add(a, b), gradFunc: (dy: tf.Tensor) => [dy, dy] }));
    const { value, gradients } = lossGradients(() => tf.sum(added()), [a, b]);
    expect(gradients.map((each) => [...each!.dataSync()])).toEqual([
      [1, 1],
      [1, 1],
    ]);
    gradients[0]!.dispose();
    expect([...gradients[1]!.dataSync()]).toEqual([1, 1]);
    tf.dispose([value, gradients[1]!]);
  });

  test('are refused where there are none, for a loss of several numbers, and within a gradient', () => {
    const [a, b] = [variable('a', [2]), variable('b', [2])];
    expect(() => lossGradients(() => tf.sum<tf.Scalar>(a), [b])).toThrow('The loss depends on no variable.');
    expect(() => lossGradients(() => tf.square(a) as tf.Tensor as tf.Scalar, [a])).toThrow(
      'not of shape [2]',
    );
    const within = () => lossGradients(() => tf.sum<tf.Scalar>(a), [a]).value;
    expect(() => tf.variableGrads(within, [a])).toThrow('within another gradient');
  });

  test('a loss that throws leaves the engine as it was', () => {
    const a = variable('a', [2]);
    const failing = () => {
      throw new Error('no loss');
    };
    expect(() => lossGradients(failing, [a])).toThrow('no loss');
    const { value, gradients } = lossGradients(() => tf.sum<tf.Scalar>(squared(a)), [a]);
    expect(gradients[0]!.dataSync()).toEqual(tf.tidy(() => tf.mul(a, 2).dataSync()));
    tf.dispose([value, gradients[0]!]);
  });
});

describe('an op with a gradient of its own', () => {
  test('has a gradient of its gradient', () => {
    const cubed = (x: tf.Tensor) => tf.mul(squared(x), x);
    const second = tf.grad((x) => tf.grad(cubed)(x));
    expect(second(tf.scalar(2)).dataSync()[0]).toBe(12);
  });

  test('must give as many gradients as it has inputs, and keep what it saves', () => {
    const a = variable('a', [2]);
    const short = () => withGradient([a], () => ({ value: tf.square(a), gradFunc: () => [] }));
    expect(() => lossGradients(() => tf.sum<tf.Scalar>(short()), [a])).toThrow('1 inputs gives 0 gradients');
    const careless = () =>
      withGradient([a], (save) => {
        const gone = tf.clone(a);
        save([gone]);
        gone.dispose();
        return { value: tf.square(a), gradFunc: (dy: tf.Tensor) => [dy] };
      });
    expect(() => lossGradients(() => tf.sum<tf.Scalar>(careless()), [a])).toThrow('that it has disposed');
  });
});
