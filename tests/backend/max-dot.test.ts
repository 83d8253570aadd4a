import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { type MaxDotInputs, chooseBackend, maxDot } from '../../lib/backend/index.ts';
import { composedMaxDot } from '../../lib/backend/ops/max-dot.ts';
import { expectClose } from '../support/close.ts';
import { expectGradient } from '../support/gradient-check.ts';
import { randomTensor } from '../model/nar/small.ts';

await chooseBackend();

const shapes = { rows: [2, 7, 4], columns: [2, 3, 4], weight: [4, 1], pairs: [2, 7, 3, 4] };

type Op = (inputs: MaxDotInputs) => tf.Tensor3D;

const ops: [string, Op][] = [
  ['maxDot', maxDot],
  ['its composition, in one block', (inputs) => composedMaxDot(inputs)],
  ['its composition, in three blocks', (inputs) => composedMaxDot(inputs, 72)],
  ['its composition, row by row', (inputs) => composedMaxDot(inputs, 1)],
];

describe.each(ops)('larger of two vectors by %s', (_, op) => {
  describe.each([0, 1, 2])('with %d summands per pair', (count) => {
    const tensors = [
      randomTensor(shapes.rows, 'rows'),
      randomTensor(shapes.columns, 'columns'),
      randomTensor(shapes.weight, 'weight'),
      ...Array.from({ length: count }, (__, index) => randomTensor(shapes.pairs, `pairs ${index}`)),
    ];
    const call = (...[rows, columns, weight, ...pairs]: tf.Tensor[]) =>
      op({
        rows: rows as tf.Tensor3D,
        columns: columns as tf.Tensor3D,
        weight: weight as tf.Tensor2D,
        pairs: pairs as tf.Tensor4D[],
      });

    test('value', () => {
      const [rows, columns, weight, ...pairs] = tensors.map((tensor) => tensor.arraySync()) as [
        number[][][],
        number[][][],
        number[][],
        ...number[][][][][],
      ];
      const expected = rows.map((batch, b) =>
        batch.map((row, p) =>
          columns[b].map((column, q) =>
            row.reduce((sum, value, h) => {
              const right = pairs.reduce((total, pair) => total + pair[b][p][q][h], value);
              return sum + weight[h][0] * Math.max(column[h], right);
            }, 0),
          ),
        ),
      );
      const tolerance = { relative: 1e-4, absolute: 1e-4 };
      expectClose(call(...tensors).dataSync(), Float32Array.from(expected.flat(2)), tolerance);
    });

    test('gradient', () => {
      expectGradient(call, tensors, { step: 1e-3, tolerance: 1e-2 });
    });
  });

  test('the column gets the gradient of a tie', () => {
    const one = tf.ones<tf.Rank.R3>([1, 1, 1]);
    const f = (rows: tf.Tensor, columns: tf.Tensor) =>
      tf.sum(op({ rows: rows as tf.Tensor3D, columns: columns as tf.Tensor3D, weight: tf.ones([1, 1]), pairs: [] })); // prettier-ignore
    const [dRow, dColumn] = tf.grads(f)([one, tf.clone(one)]);
    expect([dRow.dataSync()[0], dColumn.dataSync()[0]]).toEqual([0, 1]);
  });
});
