/** Cases of the fuzz: what moves data, takes parts of it and puts parts together. */
import * as tf from '@tensorflow/tfjs';
import type { Numbers, Values } from '../support.ts';
import { type Cases, type MakeCase, anyValues, filledShape, maybe, someAxes } from './case.ts';

type Ranks = readonly [lowest: number, highest: number];
type Plan = (shape: number[], numbers: Numbers) => (x: tf.Tensor) => tf.Tensor | tf.Tensor[];

/** One input of any dtype, and something done with its shape. */
const moving =
  (ranks: Ranks, plan: Plan, shapeOf = (numbers: Numbers, rank: number) => numbers.shape(rank)): MakeCase =>
  (numbers) => {
    const shape = shapeOf(numbers, numbers.integer(ranks[0], ranks[1] + 1));
    const values = anyValues(numbers, shape);
    return { inputs: [values], run: plan(shape, numbers), smooth: values.dtype === 'float32' };
  };

/** The same where no axis may be empty. */
const movingFilled = (ranks: Ranks, plan: Plan) => moving(ranks, plan, filledShape);

const slice = moving([1, 5], (shape, numbers) => {
  const begin = shape.map((length) => numbers.integer(0, length + 1));
  const size = shape.map((length, axis) => numbers.integer(-1, length - begin[axis] + 1));
  return (x) => tf.slice(x, begin, size);
});

const stridedSlice = movingFilled([1, 4], (shape, numbers) => {
  const strides = shape.map(() => numbers.pick([1, 1, 2, 3, -1, -2]));
  const begin = shape.map((length) => numbers.integer(-length, length));
  const end = shape.map((length) => numbers.integer(-length, length + 1));
  const mask = () => numbers.integer(0, 2 ** shape.length);
  const [beginMask, endMask] = [mask(), mask()];
  return (x) => tf.stridedSlice(x, begin, end, strides, beginMask, endMask);
});

const parts =
  (join: (tensors: tf.Tensor[], axis: number) => tf.Tensor, alike: boolean): MakeCase =>
  (numbers) => {
    const shape = numbers.shape(numbers.integer(1, 5));
    const axis = numbers.integer(0, shape.length);
    const first = anyValues(numbers, shape);
    const more = Array.from({ length: numbers.integer(0, 3) }, (): Values => {
      const other = alike ? shape : shape.with(axis, numbers.integer(0, 5));
      return first.dtype === 'float32'
        ? numbers.floats(other)
        : { ...numbers.integers(other, 0, 2), dtype: first.dtype };
    });
    return {
      inputs: [first, ...more],
      run: (...tensors) => join(tensors, axis),
      smooth: first.dtype === 'float32',
    };
  };

const gather: MakeCase = (numbers) => {
  const shape = filledShape(numbers, numbers.integer(1, 5));
  const batchDims = shape.length > 1 && numbers.uniform(0, 1) < 0.3 ? 1 : 0;
  const axis = numbers.integer(batchDims, shape.length);
  const indexShape = [...shape.slice(0, batchDims), ...numbers.shape(numbers.integer(batchDims ? 1 : 0, 3))];
  const values = anyValues(numbers, shape);
  return {
    inputs: [values, numbers.integers(indexShape, 0, shape[axis])],
    run: (x, indices) => tf.gather(x, indices, axis, batchDims),
    // The gradient adds up by segments, for which cpu multiplies by a mask: an infinity becomes NaN in all others.
    smooth: values.dtype === 'float32' && batchDims === 0 && values.data.every(Number.isFinite),
  };
};

const gatherND: MakeCase = (numbers) => {
  const shape = filledShape(numbers, numbers.integer(1, 4));
  const depth = numbers.integer(1, shape.length + 1);
  const rows = numbers.integer(1, 6);
  const data = Array.from({ length: rows }, () =>
    shape.slice(0, depth).map((length) => numbers.integer(0, length)),
  ).flat();
  const indices: Values = { shape: [rows, depth], dtype: 'int32', data };
  return { inputs: [numbers.floats(shape), indices], run: (x, at) => tf.gatherND(x, at) };
};

const scatterND: MakeCase = (numbers) => {
  const shape = filledShape(numbers, numbers.integer(1, 4));
  const rows = numbers.integer(1, 6);
  const indices = numbers.integers([rows, 1], 0, shape[0]);
  const updates = numbers.floats([rows, ...shape.slice(1)]);
  return { inputs: [indices, updates], run: (at, values) => tf.scatterND(at, values, shape) };
};

const tensorScatterUpdate: MakeCase = (numbers) => {
  const shape = filledShape(numbers, numbers.integer(1, 4));
  const rows = numbers.shuffled(shape[0]).slice(0, numbers.integer(1, shape[0] + 1));
  const indices: Values = { shape: [rows.length, 1], dtype: 'int32', data: rows };
  const inputs = [numbers.floats(shape), indices, numbers.floats([rows.length, ...shape.slice(1)])];
  return { inputs, run: (x, at, values) => tf.tensorScatterUpdate(x, at, values) };
};

const blocks = (numbers: Numbers, op: 'spaceToBatchND' | 'batchToSpaceND'): ReturnType<MakeCase> => {
  const block = [numbers.integer(1, 3), numbers.integer(1, 3)];
  const [height, width, depth] = [
    2 * numbers.integer(1, 4),
    2 * numbers.integer(1, 4),
    numbers.integer(1, 4),
  ];
  const none = [
    [0, 0],
    [0, 0],
  ];
  const batch = op === 'batchToSpaceND' ? block[0] * block[1] * numbers.integer(1, 3) : numbers.integer(1, 3);
  return {
    inputs: [numbers.floats([batch, height, width, depth])],
    run: (x) => tf[op](x, block, none),
    smooth: true,
  };
};

const oneHot: MakeCase = (numbers) => {
  const [depth, on, off] = [numbers.integer(1, 8), numbers.uniform(-1, 1), numbers.uniform(-1, 1)];
  const dtype = numbers.pick(['float32', 'int32'] as const);
  return {
    inputs: [numbers.integers(numbers.shape(numbers.integer(0, 4)), -2, 9)],
    run: (x) => tf.oneHot(x, depth, dtype === 'int32' ? 3 : on, dtype === 'int32' ? -2 : off, dtype),
  };
};

export const shapingCases: Cases = {
  slice,
  stridedSlice,
  gather,
  gatherND,
  scatterND,
  tensorScatterUpdate,
  oneHot,
  concat: parts((tensors, axis) => tf.concat(tensors, axis), false),
  stack: parts((tensors, axis) => tf.stack(tensors, axis), true),
  transpose: moving([0, 6], (shape, numbers) => {
    const order = numbers.shuffled(shape.length);
    return (x) => tf.transpose(x, order);
  }),
  reshape: moving([0, 5], (shape, numbers) => {
    const other = maybe(numbers) ? [...shape].reverse() : [-1, ...shape.slice(2)];
    return (x) => tf.reshape(x, other);
  }),
  expandDims: moving([0, 4], (shape, numbers) => {
    const axis = numbers.integer(-shape.length - 1, shape.length + 1);
    return (x) => tf.expandDims(x, axis);
  }),
  squeeze: moving([0, 5], () => (x) => tf.squeeze(x)),
  reverse: moving([1, 4], (shape, numbers) => {
    const axes = someAxes(numbers, shape.length);
    return (x) => tf.reverse(x, axes);
  }),
  tile: moving([1, 5], (shape, numbers) => {
    const reps = shape.map(() => numbers.integer(1, 4));
    return (x) => tf.tile(x, reps);
  }),
  broadcastTo: (numbers) => {
    const shape = filledShape(numbers, numbers.integer(1, 5));
    const from = shape.map((length) => (maybe(numbers) ? 1 : length));
    return { inputs: [numbers.floats(from)], run: (x) => tf.broadcastTo(x, shape), smooth: true };
  },
  pad: moving([1, 4], (shape, numbers) => {
    const paddings = shape.map((): [number, number] => [numbers.integer(0, 3), numbers.integer(0, 3)]);
    const value = numbers.integer(0, 3);
    return (x) => tf.pad(x, paddings, value);
  }),
  mirrorPad: movingFilled([1, 4], (shape, numbers) => {
    const mode = numbers.pick(['reflect', 'symmetric'] as const);
    const most = (length: number) => (mode === 'reflect' ? length : length + 1);
    const paddings = shape.map((length): [number, number] => [
      numbers.integer(0, most(length)),
      numbers.integer(0, most(length)),
    ]);
    return (x) => tf.mirrorPad(x.dtype === 'float32' ? x : tf.cast(x, 'float32'), paddings, mode);
  }),
  split: moving([1, 4], (shape, numbers) => {
    const axis = numbers.integer(0, shape.length);
    const first = numbers.integer(0, shape[axis] + 1);
    return (x) => tf.split(x, [first, shape[axis] - first], axis);
  }),
  unstack: movingFilled([1, 4], (shape, numbers) => {
    const axis = numbers.integer(0, shape.length);
    return (x) => tf.unstack(x, axis);
  }),
  spaceToBatchND: (numbers) => blocks(numbers, 'spaceToBatchND'),
  batchToSpaceND: (numbers) => blocks(numbers, 'batchToSpaceND'),
  depthToSpace: (numbers) => ({
    inputs: [
      numbers.floats([
        numbers.integer(1, 3),
        numbers.integer(1, 4),
        numbers.integer(1, 4),
        4 * numbers.integer(1, 4),
      ]),
    ],
    run: (x) => tf.depthToSpace(x as tf.Tensor4D, 2),
  }),
  diag: (numbers) => ({
    inputs: [numbers.floats(filledShape(numbers, numbers.integer(1, 3)))],
    run: (x) => tf.diag(x),
  }),
  bandPart: (numbers) => {
    const [below, above] = [numbers.integer(-1, 3), numbers.integer(-1, 3)];
    const shape = [
      ...filledShape(numbers, numbers.integer(0, 2)),
      numbers.integer(3, 6),
      numbers.integer(3, 6),
    ];
    return { inputs: [numbers.floats(shape)], run: (x) => tf.linalg.bandPart(x, below, above) };
  },
};
