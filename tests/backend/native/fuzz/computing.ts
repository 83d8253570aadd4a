/** Cases of the fuzz: what makes few numbers of many: reductions, losses, counts, searches. */
import * as tf from '@tensorflow/tfjs';
import { type Cases, type MakeCase, anyValues, byName, filledShape, maybe, someAxes } from './case.ts';

const reduction =
  (op: (x: tf.Tensor, axes: number[] | undefined, keep: boolean) => tf.Tensor, smooth = true): MakeCase =>
  (numbers) => {
    const shape = filledShape(numbers, numbers.integer(0, 6));
    const axes = maybe(numbers) ? someAxes(numbers, shape.length) : undefined;
    const keep = maybe(numbers);
    const special = numbers.uniform(0, 1) < 0.2;
    return {
      inputs: [numbers.floats(shape, special)],
      run: (x) => op(x, axes?.length === 0 ? undefined : axes, keep),
      smooth,
    };
  };

const alongAxis =
  (op: (x: tf.Tensor, axis: number) => tf.Tensor, smooth = false): MakeCase =>
  (numbers) => {
    const shape = filledShape(numbers, numbers.integer(1, 5));
    const axis = numbers.integer(-shape.length, shape.length);
    return { inputs: [numbers.floats(shape)], run: (x) => op(x, axis), smooth };
  };

const segmentSum: MakeCase = (numbers) => {
  const rows = numbers.integer(1, 20);
  const inputs = [
    numbers.floats([rows, ...filledShape(numbers, numbers.integer(0, 3))]),
    numbers.integers([rows], 0, 4),
  ];
  return { inputs, run: (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 4) };
};

const loss =
  (op: (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor): MakeCase =>
  (numbers) => {
    const shape = filledShape(numbers, numbers.integer(2, 4));
    const chances = () => ({
      ...numbers.floats(shape),
      data: numbers.floats(shape).data.map((x) => Math.abs(x) / 2),
    });
    return { inputs: [chances(), chances()], run: op };
  };

export const computingCases: Cases = {
  ...byName(['sum', 'mean', 'max', 'min', 'prod', 'logSumExp'], (name) =>
    reduction((x, axes, keep) => tf[name](x, axes, keep), !['max', 'min', 'prod'].includes(name)),
  ),
  norm: reduction((x, axes, keep) => tf.norm(x, 'euclidean', axes?.slice(0, 2), keep), false),
  euclideanNorm: reduction((x, axes, keep) => tf.euclideanNorm(x, axes, keep), false),
  moments: (numbers) => ({
    inputs: [numbers.floats(filledShape(numbers, 3))],
    run(x) {
      const { mean, variance } = tf.moments(x, [numbers.integer(0, 3)]);
      return [mean, variance];
    },
  }),
  'sum of int32': (numbers) => ({
    inputs: [numbers.integers(filledShape(numbers, numbers.integer(0, 5)), -9, 9)],
    run: (x) => tf.sum(x),
  }),
  'sum of bool': (numbers) => ({
    inputs: [numbers.bools(filledShape(numbers, numbers.integer(0, 5)))],
    run: (x) => tf.sum(x),
  }),
  any: (numbers) => ({
    inputs: [numbers.bools(filledShape(numbers, numbers.integer(1, 5)))],
    run: (x) => tf.any(x, 0),
  }),
  all: (numbers) => ({
    inputs: [numbers.bools(filledShape(numbers, numbers.integer(1, 5)))],
    run: (x) => tf.all(x, 0),
  }),
  argMax: alongAxis((x, axis) => tf.argMax(x, axis)),
  argMin: alongAxis((x, axis) => tf.argMin(x, axis)),
  softmax: (numbers) => ({
    inputs: [numbers.floats([...numbers.shape(numbers.integer(0, 4)), numbers.integer(1, 70)])],
    run: (x) => tf.softmax(x),
    smooth: true,
  }),
  logSoftmax: (numbers) => ({
    inputs: [numbers.floats([...filledShape(numbers, numbers.integer(0, 3)), numbers.integer(1, 70)])],
    run: (x) => tf.logSoftmax(x),
    smooth: true,
  }),
  cumsum: alongAxis((x, axis) => tf.cumsum(x, axis), true),
  cumprod: alongAxis((x, axis) => tf.cumprod(x, axis)),
  topk: (numbers) => {
    const shape = filledShape(numbers, numbers.integer(1, 4));
    const k = numbers.integer(1, shape[shape.length - 1] + 1);
    return {
      inputs: [numbers.floats(shape)],
      run(x) {
        const { values, indices } = tf.topk(x, k);
        return [values, indices];
      },
    };
  },
  unsortedSegmentSum: segmentSum,
  meanSquaredError: loss((labels, predictions) => tf.losses.meanSquaredError(labels, predictions)),
  sigmoidCrossEntropy: loss((labels, logits) => tf.losses.sigmoidCrossEntropy(labels, logits)),
  softmaxCrossEntropy: loss((labels, logits) => tf.losses.softmaxCrossEntropy(labels, logits)),
  huberLoss: loss((labels, predictions) => tf.losses.huberLoss(labels, predictions)),
  bincount: (numbers) => ({
    inputs: [numbers.integers([numbers.integer(1, 20)], 0, 6), numbers.floats([0])],
    run: (x, none) => tf.bincount(x as tf.Tensor1D, none as tf.Tensor1D, 6),
  }),
  unique: (numbers) => ({
    inputs: [numbers.integers([numbers.integer(1, 30)], 0, 6)],
    run(x) {
      const { values, indices } = tf.unique(x);
      return [values, indices];
    },
  }),
  searchSorted: (numbers) => ({
    inputs: [
      { ...numbers.floats([9]), data: numbers.floats([9]).data.sort((a, b) => a - b) },
      numbers.floats([numbers.integer(1, 9)]),
    ],
    run: (sequence, values) => tf.searchSorted(sequence, values),
  }),
  'any dtype through tile and sum': (numbers) => ({
    inputs: [anyValues(numbers, filledShape(numbers, 2))],
    run: (x) => tf.sum(tf.cast(tf.tile(x, [2, 3]), 'float32'), 0),
  }),
};
