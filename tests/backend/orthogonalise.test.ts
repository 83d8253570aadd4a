/** Newton-Schulz against properties of what it approximates, and against the iteration in float64. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseBackend, orthogonalise } from '../../lib/backend/index.ts';
import { composedOrthogonalise } from '../../lib/backend/ops/orthogonalise.ts';
import { expectClose } from '../support/close.ts';
import { randomTensor } from '../model/nar/small.ts';

beforeAll(() => chooseBackend());

type Rows = number[][];

const times = (a: Rows, b: Rows): Rows =>
  a.map((row) => b[0].map((_, j) => row.reduce((sum, value, k) => sum + value * b[k][j], 0)));
const transposed = (a: Rows): Rows => a[0].map((_, j) => a.map((row) => row[j]));
const combined = (s: number, a: Rows, t: number, b: Rows): Rows =>
  a.map((row, i) => row.map((value, j) => s * value + t * b[i][j]));

/** The published iteration, in float64 and without a choice of sides. */
function oracle(matrix: Rows, steps: number): Rows {
  const norm = Math.sqrt(matrix.flat().reduce((sum, value) => sum + value * value, 0));
  let x = matrix.map((row) => row.map((value) => value / (norm + 1e-7)));
  for (let step = 0; step < steps; step++) {
    const square = times(x, transposed(x));
    x = combined(3.4445, x, 1, times(combined(-4.775, square, 2.0315, times(square, square)), x));
  }
  return x;
}

const matrix = (rows: number, columns: number) =>
  randomTensor([rows, columns], `orthogonalise ${rows} ${columns}`) as tf.Tensor2D;

describe.each([
  ['orthogonalise', orthogonalise],
  ['its composition', composedOrthogonalise],
])('%s', (_, op) => {
  it.each([
    [1, 1],
    [1, 7],
    [7, 1],
    [5, 5],
    [4, 19],
    [33, 6],
    [40, 70],
  ])('of %d x %d gives the iteration', (rows, columns) => {
    const x = matrix(rows, columns);
    for (const steps of [1, 5]) {
      const expected = oracle(x.arraySync(), steps);
      const actual = op(x, steps);
      expect(actual.shape).toEqual([rows, columns]);
      expectClose(actual.dataSync(), expected.flat(), { relative: 2e-4, absolute: 2e-5 });
    }
  });

  it('leaves directions and makes lengths nearly one', () => {
    const x = tf.tensor2d([3, 0, 0, 0, -0.5, 0], [2, 3]);
    const [[first, ...zeros], [, second]] = op(x).arraySync();
    expectClose(zeros, [0, 0]);
    for (const length of [first, -second]) expect(Math.abs(length - 1)).toBeLessThan(0.35);
  });

  it('keeps a matrix of zeros, and does not change its input', () => {
    const zeros = tf.zeros<tf.Rank.R2>([3, 4]);
    expect([...op(zeros).dataSync()]).toEqual(Array(12).fill(0));
    const x = matrix(4, 3);
    const before = x.dataSync().slice();
    op(x);
    expect([...x.dataSync()]).toEqual([...before]);
  });
});
