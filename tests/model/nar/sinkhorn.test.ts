import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { gumbelNoise, logSinkhorn } from '../../../lib/model/nar/sinkhorn.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { halves, randomTensor } from './small.ts';

await chooseBackend();

describe('log-Sinkhorn', () => {
  test('rows and columns sum to one, and nobody is matched with itself', () => {
    const [size, nodes] = [3, 5];
    const matching = tf.exp(logSinkhorn(randomTensor([size, nodes, nodes], 'logits', 0.2), 60));
    expectClose(tf.sum(matching, 1).dataSync(), Array<number>(15).fill(1), { relative: 0, absolute: 1e-5 });
    expectClose(tf.sum(matching, 2).dataSync(), Array<number>(15).fill(1), { relative: 0, absolute: 1e-2 });
    expect(tf.max(tf.mul(matching, tf.eye(nodes))).dataSync()[0]).toBe(0);
  });

  test('the alternating normalisation of exp(logits / 0.1), in float64', () => {
    const nodes = 4;
    const logits = randomTensor([1, nodes, nodes], 'oracle', 0.3);
    let matrix = Array.from(logits.dataSync(), (x, cell) =>
      cell % (nodes + 1) === 0 ? 0 : Math.exp(x / 0.1),
    );
    for (let iteration = 0; iteration < 10; iteration++) {
      for (const line of [(cell: number) => Math.floor(cell / nodes), (cell: number) => cell % nodes]) {
        const sums = Array<number>(nodes).fill(0);
        matrix.forEach((x, cell) => (sums[line(cell)] += x));
        matrix = matrix.map((x, cell) => x / sums[line(cell)]);
      }
    }
    expectClose(tf.exp(logSinkhorn(logits, 10)).dataSync(), matrix, { relative: 1e-4, absolute: 1e-6 });
  });

  test('gradient', () => {
    const weights = tf.sub(1, tf.eye(4)); // the diagonal is about -1e6 whatever the logits
    const f = (logits: tf.Tensor) => tf.mul(logSinkhorn(logits, 10), weights);
    expectGradient(f, [randomTensor([2, 4, 4], 'gradient', 0.1)], { step: 1e-3, tolerance: 1e-2 });
  });

  test('padded nodes are matched among themselves', () => {
    const logits = randomTensor([1, 5, 5], 'padded', 0.2);
    const padding = { real: tf.tensor2d([[1, 1, 1, 0, 0]]) };
    const real = tf.slice(logSinkhorn(logits, 10, padding), [0, 0, 0], [1, 3, 3]);
    const alone = logSinkhorn(tf.slice(logits, [0, 0, 0], [1, 3, 3]), 10);
    expectClose(real.dataSync(), alone.dataSync());
    const crossing = tf.slice(tf.exp(logSinkhorn(logits, 10, padding)), [0, 0, 3], [1, 3, 2]);
    expect([...crossing.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});

test('Gumbel noise has its mean and variance', () => {
  const noise = gumbelNoise([20_000], keyed('noise'));
  const { mean, variance } = tf.moments(noise);
  expect(mean.dataSync()[0]).toBeCloseTo(0.5772, 1);
  expect(variance.dataSync()[0]).toBeCloseTo(Math.PI ** 2 / 6, 1);
  expectClose(gumbelNoise([2], halves()).dataSync(), [0.366513, 0.366513]);
});
