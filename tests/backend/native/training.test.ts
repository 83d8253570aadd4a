import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { processorStep } from '../../../bench/processor.ts';
import { type AdamSlot, adamStep, chooseBackend, linear } from '../../../lib/backend/index.ts';
import { NativeBackend } from '../../../lib/backend/native/native-backend.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { Numbers, activateBoth, onBackend, withBackend } from './support.ts';

beforeAll(activateBoth);

const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Five steps of Adam from given parameters along given gradients. */
function adamTrajectory(parameters: tf.Tensor, gradients: tf.Tensor[]): tf.Tensor[] {
  const [parameter, first, second] = [
    tf.variable(parameters),
    tf.variable(tf.zerosLike(parameters)),
    tf.variable(tf.zerosLike(parameters)),
  ];
  gradients.forEach((gradient, index) => {
    adamStep([{ parameter, gradient, first, second }], { ...options, step: index + 1 });
  });
  const results = [parameter, first, second].map((variable) => tf.clone(variable));
  tf.dispose([parameter, first, second]);
  return results;
}

describe('native Adam', () => {
  it('equals its composition', () => {
    const numbers = new Numbers('adam');
    const inputs = Array.from({ length: 6 }, () => numbers.floats([37, 3]));
    const run = (parameters: tf.Tensor, ...gradients: tf.Tensor[]): tf.Tensor[] =>
      adamTrajectory(parameters, gradients);
    const expected = onBackend('cpu', inputs, run);
    onBackend('native', inputs, run).forEach((values, index) => {
      expectClose(values.data, expected[index].data, { relative: 1e-6, absolute: 1e-7 });
    });
  });

  it('leaves alone what shares memory with a parameter', () => {
    const given = Float32Array.of(1, 2, 3);
    const parameter = tf.variable(tf.tensor1d(given));
    const slot: AdamSlot = {
      parameter,
      gradient: tf.ones([3]),
      first: tf.variable(tf.zeros([3])),
      second: tf.variable(tf.zeros([3])),
    };
    adamStep([slot], { ...options, step: 1 });
    const clone = tf.clone(parameter);
    const before = clone.dataSync();
    adamStep([slot], { ...options, step: 2 });
    expect([...given]).toEqual([1, 2, 3]);
    expect([...clone.dataSync()]).toEqual([...before]);
    expect(parameter.dataSync()[0]).toBeLessThan(before[0]);
  });
});

/** Rounding errors grow with the square root of the depth; a wrong element would be off by about 1. */
const exactFor = (depth: number) => ({ relative: 0, absolute: 2e-6 * Math.sqrt(depth) * 4 });

describe('a matrix product', () => {
  it.each([
    [129, 65, 1500, false, false],
    [64, 64, 5000, true, false],
    [200, 1100, 77, false, true],
    [3, 500, 900, false, false],
    [96, 288, 1300, true, false],
    [96, 512, 1300, true, false],
    [150, 60, 1024, false, false],
  ])('%d x %d x %d is as exact as float32 allows', (rows, columns, depth, transposeA, transposeB) => {
    const numbers = new Numbers(`product ${rows}`);
    const a = numbers.floats(transposeA ? [depth, rows] : [rows, depth]);
    const b = numbers.floats(transposeB ? [columns, depth] : [depth, columns]);
    const [actual] = onBackend('native', [a, b], (x, y) => tf.matMul(x, y, transposeA, transposeB));
    const expected = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < depth; k++) {
        const left = a.data[transposeA ? k * rows + i : i * depth + k];
        for (let j = 0; j < columns; j++) {
          expected[i * columns + j] += left * b.data[transposeB ? j * depth + k : k * columns + j];
        }
      }
    }
    expectClose(actual.data, expected, exactFor(depth));
  });

  it.each([37, 130])('of %d rows is finished once, after all blocks of its depth', (rows) => {
    const [columns, depth] = [70, 1100];
    const numbers = new Numbers(`finish ${rows}`);
    const [x, weight, bias] = [[rows, depth], [depth, columns], [columns]].map((shape) =>
      numbers.floats(shape),
    );
    const [actual] = onBackend('native', [x, weight, bias], (a, b, c) =>
      linear(a, b as tf.Tensor2D, c as tf.Tensor1D, 'relu'),
    );
    const expected = Float64Array.from({ length: rows * columns }, (_, at) => {
      const [i, j] = [Math.floor(at / columns), at % columns];
      let sum = bias.data[j];
      for (let k = 0; k < depth; k++) sum += x.data[i * depth + k] * weight.data[k * columns + j];
      return Math.max(0, sum);
    });
    expectClose(actual.data, expected, exactFor(depth));
  });
});

describe('training on the native engine', () => {
  it('grows neither tensors nor memory in three hundred steps', () => {
    const { step } = processorStep(5, 2);
    step();
    const backend = tf.backend();
    if (!(backend instanceof NativeBackend)) throw new Error('Expected the native backend.');
    expectNoLeak(() => {
      for (let index = 0; index < 50; index++) step();
      const held = backend.pooledBytes;
      for (let index = 0; index < 250; index++) step();
      expect(backend.pooledBytes).toBe(held);
    });
  });

  it('gives the same bits every time, whatever the number of threads', async () => {
    const numbers = new Numbers('bits');
    const inputs = [numbers.floats([700, 130]), numbers.floats([130, 90])];
    const run = (x: tf.Tensor, w: tf.Tensor): tf.Tensor[] => {
      const y = tf.matMul(x, w);
      return [y, tf.sum(y, 0), tf.mean(tf.square(y)), tf.matMul(x, y, true), tf.softmax(y)];
    };
    const results: unknown[] = [];
    for (const threads of [2, 2, 1, 3]) {
      await chooseBackend({ backend: 'native', threads });
      results.push(onBackend('native', inputs, run));
    }
    for (const result of results) expect(result).toEqual(results[0]);
  });

  it('keeps what a user holds apart from what the engine reuses', () => {
    withBackend('native', () => {
      const sum = tf.add(tf.ones([100]), 1);
      const [read, view] = [sum.dataSync(), tf.slice(sum, 10, 5)];
      sum.dispose();
      const other = tf.add(tf.ones([100]), 41);
      expect([read[0], view.dataSync()[0], other.dataSync()[0]]).toEqual([2, 2, 42]);
      tf.dispose([view, other]);
    });
  });
});
