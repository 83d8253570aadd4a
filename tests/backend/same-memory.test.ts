/** The same numbers under another shape, on engines whose memory is numbers alone and on those whose memory has a shape. */
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { sameMemory } from '../../lib/backend/ops/same-memory.ts';
import { view } from '../../lib/backend/ops/view.ts';

let reshaped = 0;

beforeAll(() => {
  // `firstUse` is what makes the cpu backend greet.
  tf.registerBackend('shaped', () => Object.assign(new MathBackendCPU(), { firstUse: false }));
  tf.copyRegisteredKernels('cpu', 'shaped');
  const { kernelFunc } = tf.getKernel('Reshape', 'cpu');
  tf.unregisterKernel('Reshape', 'shaped');
  tf.registerKernel({
    kernelName: 'Reshape',
    backendName: 'shaped',
    kernelFunc: (asked) => {
      reshaped++;
      return kernelFunc(asked);
    },
  });
});
beforeEach(() => {
  reshaped = 0;
});

describe('an engine that is not known to have memory without a shape', () => {
  beforeAll(() => tf.setBackend('shaped').then(() => undefined));

  test('is asked for the numbers under another shape, forwards and backwards', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(view(x, [3, 2]).arraySync()).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    expect(reshaped).toBe(1);
    const gradient = tf.grad((y) => tf.mul(view(y, [6]), [1, 2, 3, 4, 5, 6]))(x);
    expect(gradient.arraySync()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(reshaped).toBe(3);
  });

  test('is not asked for what has the shape already', () => {
    const x = tf.ones([2, 3]);
    expect(sameMemory(x).dataId).toBe(x.dataId);
    expect(sameMemory(x, [2, 3]).dataId).toBe(x.dataId);
    expect(reshaped).toBe(0);
  });
});

test('on cpu the memory is the same under any shape', async () => {
  await chooseBackend({ backend: 'cpu' });
  const x = tf.ones([2, 3]);
  expect(view(x, [6]).dataId).toBe(x.dataId);
});
