import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { nativeKernels } from '../../../lib/backend/native/register.ts';
import { type Tolerance, expectClose, float32 } from '../../support/close.ts';
import { Numbers, type Values, onBackend } from './support.ts';

/** Inputs of one call, and the call. */
interface Case {
  readonly inputs: Values[];
  readonly run: (...tensors: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

type MakeCase = (numbers: Numbers, trial: number) => Case;

/** Two shapes that broadcast to one of rank 0 to 6. */
function broadcastShapes(numbers: Numbers, trial: number): [number[], number[]] {
  const shape = numbers.shape(trial % 7);
  const operand = (): number[] =>
    shape.map((length) => (numbers.uniform(0, 1) < 0.3 ? 1 : length)).slice(numbers.integer(0, 3));
  return trial % 2 === 0 ? [shape, operand()] : [operand(), shape];
}

function elementwise(op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): MakeCase {
  return (numbers, trial) => {
    const [left, right] = broadcastShapes(numbers, trial);
    const integers = trial % 5 === 4;
    const make = (shape: number[]): Values =>
      integers ? numbers.integers(shape, 1, 4) : numbers.floats(shape, trial % 3 === 1);
    return { inputs: [make(left), make(right)], run: (a, b) => op(a, b) };
  };
}

/** Large enough, now and then, for several threads. */
function manyOrFew(numbers: Numbers, trial: number): number[] {
  return trial % 6 === 5 ? [50_000 + numbers.integer(0, 50)] : numbers.shape(trial % 5);
}

function unary(op: (x: tf.Tensor) => tf.Tensor, scale = 1): MakeCase {
  return (numbers, trial) => {
    const values = numbers.floats(manyOrFew(numbers, trial), trial % 2 === 1);
    const data = values.data.map((value) => Math.fround(value * scale));
    return { inputs: [{ ...values, data }], run: (x) => op(x) };
  };
}

function reduction(op: (x: tf.Tensor, axes: number[], keep: boolean) => tf.Tensor): MakeCase {
  return (numbers, trial) => {
    const shape = trial % 6 === 5 ? [37, 61, 19] : numbers.shape(1 + (trial % 5));
    const axes = shape.map((_, axis) => axis).filter(() => numbers.uniform(0, 1) < 0.5);
    const special = trial % 3 === 1;
    return {
      inputs: [numbers.floats(shape, special)],
      run: (x) => op(x, axes.length > 0 ? axes : [0], trial % 2 === 0),
    };
  };
}

/** Any dtype: what moves data treats them alike. */
function anyValues(numbers: Numbers, shape: number[], trial: number): Values {
  if (trial % 3 === 0) return numbers.floats(shape);
  return trial % 3 === 1 ? numbers.integers(shape, -9, 9) : numbers.bools(shape);
}

const transpose: MakeCase = (numbers, trial) => {
  const shape = trial % 6 === 5 ? [9, 130, 70] : numbers.shape(1 + (trial % 6));
  const order = numbers.shuffled(shape.length);
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.transpose(x, order) };
};

const slice: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 5));
  const begin = shape.map((length) => numbers.integer(0, length + 1));
  const size = shape.map((length, axis) => numbers.integer(0, length - begin[axis] + 1));
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.slice(x, begin, size) };
};

const split: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 4));
  const axis = numbers.integer(0, shape.length);
  const first = numbers.integer(0, shape[axis] + 1);
  const parts = [first, shape[axis] - first];
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.split(x, parts, axis) };
};

const concat: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 4));
  const axis = numbers.integer(0, shape.length);
  const part = (): Values => anyValues(numbers, shape.with(axis, numbers.integer(0, 5)), trial);
  return { inputs: [part(), part(), part()], run: (...parts) => tf.concat(parts, axis) };
};

const stack: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(trial % 4);
  const axis = numbers.integer(0, shape.length + 1);
  const part = (): Values => anyValues(numbers, shape, trial);
  return { inputs: [part(), part(), part()], run: (...parts) => tf.stack(parts, axis) };
};

const unstack: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 4)).map((length) => Math.max(length, 1));
  const axis = numbers.integer(0, shape.length);
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.unstack(x, axis) };
};

const pad: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 4));
  const paddings = shape.map((): [number, number] => [numbers.integer(0, 3), numbers.integer(0, 3)]);
  return { inputs: [numbers.floats(shape)], run: (x) => tf.pad(x, paddings, trial % 2) };
};

const tile: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 5));
  const reps = shape.map(() => numbers.integer(1, 4));
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.tile(x, reps) };
};

const reverse: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(1 + (trial % 4));
  const axes = shape.map((_, axis) => axis).filter(() => numbers.uniform(0, 1) < 0.5);
  return { inputs: [anyValues(numbers, shape, trial)], run: (x) => tf.reverse(x, axes) };
};

const gather: MakeCase = (numbers, trial) => {
  const shape = numbers.shape(2 + (trial % 3)).map((length) => Math.max(length, 1));
  const batchDims = trial % 4 === 3 ? 1 : 0;
  const axis = numbers.integer(batchDims, shape.length);
  const indexShape = [...shape.slice(0, batchDims), ...numbers.shape(1 + (trial % 2))];
  const inputs = [anyValues(numbers, shape, trial), numbers.integers(indexShape, 0, shape[axis])];
  return { inputs, run: (x, indices) => tf.gather(x, indices, axis, batchDims) };
};

/** Rows, now and then parts of rows or single numbers, and now and then at a place that there is not. */
const scatter: MakeCase = (numbers, trial) => {
  const depth = trial % 5 === 3 ? 2 : 1;
  const [rows, count, width] = [numbers.integer(1, 30), numbers.integer(1, 9), numbers.integer(1, 20)];
  const shape = trial % 3 === 2 && depth === 1 ? [count] : [count, width];
  const places = Array.from({ length: rows }, () => [
    numbers.integer(trial % 11 === 10 ? -1 : 0, trial % 7 === 6 ? count + 1 : count),
    ...(depth === 2 ? [numbers.integer(0, width)] : []),
  ]);
  return {
    inputs: [numbers.floats([rows, ...shape.slice(depth)])],
    run: (updates) => tf.scatterND(tf.tensor2d(places, undefined, 'int32'), updates, shape),
  };
};

const segmentSum: MakeCase = (numbers, trial) => {
  const rows = 1 + numbers.integer(0, 20);
  const inputs = [numbers.floats([rows, ...numbers.shape(trial % 3)]), numbers.integers([rows], 0, 4)];
  return { inputs, run: (x, ids) => tf.unsortedSegmentSum(x, ids as tf.Tensor1D, 4) };
};

const oneHot: MakeCase = (numbers, trial) => ({
  inputs: [numbers.integers(numbers.shape(1 + (trial % 3)), -1, 6)],
  run: (x) => tf.oneHot(x, 5, 0.5, -1, 'float32'),
});

const select: MakeCase = (numbers, trial) => {
  const [left, right] = broadcastShapes(numbers, trial);
  return {
    inputs: [numbers.bools(left), numbers.floats(left, true), numbers.floats(right)],
    run: (condition, a, b) => tf.where(condition, a, b),
  };
};

const cast: MakeCase = (numbers, trial) => ({
  inputs: [anyValues(numbers, manyOrFew(numbers, trial), trial)],
  run: (x) => tf.cast(x, 'float32'),
});

const product: MakeCase = (numbers, trial) => {
  const size = (): number => numbers.pick([1, 2, 3, 5, 8, 13, 17, 32, 33, 49, trial % 10 === 9 ? 0 : 64]);
  const [rows, depth, columns] = [size(), size(), size()];
  const [transposeA, transposeB] = [trial % 2 === 1, trial % 4 > 1];
  const batch = numbers.shape(trial % 3);
  const batches = [batch, batch, trial % 5 === 0 ? batch.map(() => 1) : batch];
  const a = [...batches[1], ...(transposeA ? [depth, rows] : [rows, depth])];
  const b = [...batches[2], ...(transposeB ? [columns, depth] : [depth, columns])];
  const inputs = [numbers.floats(a), numbers.floats(b)];
  return { inputs, run: (x, y) => tf.matMul(x, y, transposeA, transposeB) };
};

const fusedProduct: MakeCase = (numbers, trial) => {
  const [rows, depth] = [1 + (trial % 30), 1 + (trial % 7)];
  const columns = trial % 2 === 0 ? rows : 1 + (trial % 40); // A bias of the rows then has as many numbers as one of the columns.
  const activation = numbers.pick([
    'linear',
    'relu',
    'relu6',
    'sigmoid',
    'elu',
    'leakyrelu',
    'prelu',
  ] as const);
  const along = (): number[] => numbers.pick([[columns], [1, columns], [rows, 1], [rows, columns], [1], []]);
  const inputs = [[rows, depth], [depth, columns], along(), along()].map((shape) => numbers.floats(shape));
  return {
    inputs,
    run: (a, b, bias, weights) =>
      tf.fused.matMul({
        ...{ a: a, b: b, bias: bias, activation },
        ...(activation === 'prelu' && { preluActivationWeights: weights }),
      }),
  };
};

const softmax: MakeCase = (numbers, trial) => ({
  inputs: [numbers.floats([...numbers.shape(trial % 3), numbers.integer(1, 70)])],
  run: (x) => tf.softmax(x),
});

const fillLike = (op: (x: tf.Tensor) => tf.Tensor): MakeCase => {
  return (numbers, trial) => ({ inputs: [numbers.floats(manyOrFew(numbers, trial))], run: (x) => op(x) });
};

const addedUp: MakeCase = (numbers, trial) => {
  const shape = manyOrFew(numbers, trial);
  const inputs = Array.from({ length: 1 + (trial % 4) }, () => numbers.floats(shape, trial % 3 === 1));
  return { inputs, run: (...all) => tf.addN(all) };
};

/** By the name of the kernel. */
export const kernelCases: Readonly<Record<string, MakeCase>> = {
  Add: elementwise(tf.add),
  AddN: addedUp,
  Sub: elementwise(tf.sub),
  Multiply: elementwise(tf.mul),
  RealDiv: elementwise((a, b) => (a.dtype === 'int32' ? tf.mul(a, b) : tf.div(a, b))),
  Maximum: elementwise(tf.maximum),
  Minimum: elementwise(tf.minimum),
  SquaredDifference: elementwise(tf.squaredDifference),
  Equal: elementwise(tf.equal),
  NotEqual: elementwise(tf.notEqual),
  Greater: elementwise(tf.greater),
  GreaterEqual: elementwise(tf.greaterEqual),
  Less: elementwise(tf.less),
  LessEqual: elementwise(tf.lessEqual),
  Relu: unary(tf.relu),
  Square: unary(tf.square),
  Neg: unary(tf.neg),
  Rsqrt: unary(tf.rsqrt),
  Sqrt: unary(tf.sqrt),
  Sigmoid: unary(tf.sigmoid, 10),
  Exp: unary(tf.exp, 10),
  Log: unary(tf.log),
  Step: unary((x) => tf.step(x, 0.25)),
  Tanh: unary(tf.tanh, 3),
  Reciprocal: unary(tf.reciprocal),
  Abs: unary(tf.abs),
  Erf: unary(tf.erf),
  Softplus: unary(tf.softplus, 10),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  Cast: cast,
  Select: select,
  Fill: fillLike((x) => tf.fill(x.shape, 2.5)),
  ZerosLike: fillLike(tf.zerosLike),
  OnesLike: fillLike(tf.onesLike),
  Sum: reduction((x, axes, keep) => tf.sum(x, axes, keep)),
  Mean: reduction((x, axes, keep) => tf.mean(x, axes, keep)),
  Max: reduction((x, axes, keep) => tf.max(x, axes, keep)),
  Min: reduction((x, axes, keep) => tf.min(x, axes, keep)),
  Softmax: softmax,
  Transpose: transpose,
  Slice: slice,
  SplitV: split,
  Unpack: unstack,
  Concat: concat,
  Pack: stack,
  PadV2: pad,
  Tile: tile,
  Reverse: reverse,
  GatherV2: gather,
  ScatterNd: scatter,
  UnsortedSegmentSum: segmentSum,
  OneHot: oneHot,
  BatchMatMul: product,
  _FusedMatMul: fusedProduct,
};

const TRIALS = 42;

/** Sums of thousands of numbers of unit size lose digits where these cancel. */
const sums: Tolerance = { relative: 2e-5, absolute: 5e-5 };
const summing = ['Sum', 'Mean', 'BatchMatMul', '_FusedMatMul', 'UnsortedSegmentSum', 'ScatterNd'];

/** Every kernel that the native engine replaces gives what the cpu backend gives. */
export function describeKernels(instructionSet: string): void {
  describe(`native kernels on ${instructionSet}`, () => {
    it('are all tested', () => {
      expect(Object.keys(kernelCases).sort()).toEqual(Object.keys(nativeKernels).sort());
    });

    it.each(Object.keys(kernelCases))('%s equals the cpu backend', (name) => {
      for (let trial = 0; trial < TRIALS; trial++) {
        const { inputs, run } = kernelCases[name](new Numbers(`${name} ${trial}`), trial);
        const expected = attempt(() => onBackend('cpu', inputs, run));
        const actual = attempt(() => onBackend('native', inputs, run));
        expect(actual.refusal === undefined, `trial ${trial}: ${actual.refusal} ${expected.refusal}`).toBe(
          expected.refusal === undefined,
        );
        expect(actual.results.map((values) => [values.shape, values.dtype])).toEqual(
          expected.results.map((values) => [values.shape, values.dtype]),
        );
        actual.results.forEach((values, index) => {
          expectClose(
            values.data,
            expected.results[index].data,
            summing.includes(name) ? sums : float32,
            `${name}, trial ${trial}`,
          );
        });
      }
    });
  });
}

/** What cpu refuses, such as the maximum of nothing, native must refuse as well. */
function attempt(body: () => Values[]): { readonly results: Values[]; readonly refusal?: string } {
  try {
    return { results: body() };
  } catch (error) {
    return { results: [], refusal: String(error) };
  }
}
