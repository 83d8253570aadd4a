/** The engine counts the products of a model as its definition has them, on training steps whose number is known. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { processorStep } from '../../../bench/processor.ts';
import { transformerStep } from '../../../bench/transformer.ts';
import { chooseBackend, maxDot, peakFlops, productFlops } from '../../../lib/backend/index.ts';

beforeAll(async () => {
  await chooseBackend({ backend: 'native' });
});

function counted(act: () => void): number {
  const before = productFlops()!;
  act();
  return productFlops()! - before;
}

describe('the operations that are counted', () => {
  it.each([
    ['transformer', () => transformerStep(6, 2)],
    ['processor', () => processorStep(5, 3)],
  ])('of a training step of the %s are three times those of its forward pass', (_, make) => {
    const { step, flops } = make();
    expect(counted(step)).toBe(flops);
  });

  it('of plain products, of many and of transposed ones are two for each multiplication', () => {
    const [a, b] = [tf.ones([3, 4, 5]), tf.ones([3, 6, 5])];
    expect(counted(() => tf.matMul(a, b, false, true))).toBe(2 * 3 * 4 * 6 * 5);
  });

  it('of a weighted sum of maxima are those of the sum, with its gradient three times', () => {
    const [rows, columns, weight] = [tf.ones([2, 3, 4]), tf.ones([2, 5, 4]), tf.ones([4, 1])];
    const sum = (r: tf.Tensor) =>
      maxDot({
        rows: r as tf.Tensor3D,
        columns: columns as tf.Tensor3D,
        pairs: [],
        weight: weight as tf.Tensor2D,
      }).sum<tf.Scalar>();
    expect(counted(() => tf.grad(sum)(rows))).toBe(3 * 2 * 2 * 3 * 5 * 4);
  });
});

describe('the peak', () => {
  it('is the operations of a large product by its time', () => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now++); // a millisecond passes with each look
    const peak = peakFlops();
    clock.mockRestore();
    expect(peak).toBe((2 * 1024 ** 3) / 1e-3);
  });

  it('is unknown where products are not counted', async () => {
    await chooseBackend({ backend: 'cpu' });
    expect([productFlops(), peakFlops()]).toEqual([undefined, undefined]);
  });
});
