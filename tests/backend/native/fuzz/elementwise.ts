/** Cases of the fuzz: each element by itself, of one operand and of several that broadcast. */
import * as tf from '@tensorflow/tfjs';
import type { Numbers } from '../support.ts';
import { type Cases, type MakeCase, anyValues, broadcastShapes, byName, maybe, narrower } from './case.ts';

const shapeOf = (numbers: Numbers) => numbers.shape(numbers.integer(0, 6));

/** Of floats, special ones now and then. */
const unary =
  (op: (x: tf.Tensor) => tf.Tensor, scale = 1): MakeCase =>
  (numbers) => {
    const values = numbers.floats(shapeOf(numbers), maybe(numbers));
    const data = values.data.map((value) => Math.fround(value * scale));
    return { inputs: [{ ...values, data }], run: (x) => op(x) };
  };

/** Of floats, and its gradient. */
const smooth =
  (op: (x: tf.Tensor) => tf.Tensor, scale = 1): MakeCase =>
  (numbers) => ({ ...unary(op, scale)(numbers), smooth: true });

/** Of any dtype. */
const anyUnary =
  (op: (x: tf.Tensor) => tf.Tensor): MakeCase =>
  (numbers) => ({ inputs: [anyValues(numbers, shapeOf(numbers))], run: (x) => op(x) });

const binary =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, smoothly = false): MakeCase =>
  (numbers) => {
    const [left, right] = broadcastShapes(numbers);
    const inputs = [numbers.floats(left, maybe(numbers)), numbers.floats(right, maybe(numbers))];
    return { inputs, run: op, smooth: smoothly };
  };

/** Of two integers, from `low` on. */
const integers =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, low = -9): MakeCase =>
  (numbers) => {
    const [left, right] = broadcastShapes(numbers);
    return { inputs: [numbers.integers(left, low, 9), numbers.integers(right, low, 9)], run: op };
  };

const bools =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): MakeCase =>
  (numbers) => {
    const [left, right] = broadcastShapes(numbers);
    return { inputs: [numbers.bools(left), numbers.bools(right)], run: op };
  };

/** Of two operands of any dtypes, which tfjs makes the same. */
const mixed =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): MakeCase =>
  (numbers) => {
    const [left, right] = broadcastShapes(numbers);
    return { inputs: [anyValues(numbers, left), anyValues(numbers, right)], run: op };
  };

const where: MakeCase = (numbers) => {
  const shape = shapeOf(numbers);
  const inputs = [numbers.bools(shape), numbers.floats(narrower(numbers, shape)), numbers.floats(shape)];
  return { inputs, run: (condition, a, b) => tf.where(condition, a, b), smooth: true };
};

const prelu: MakeCase = (numbers) => {
  const shape = shapeOf(numbers);
  const inputs = [numbers.floats(shape), numbers.floats(narrower(numbers, shape))];
  return { inputs, run: (x, alpha) => tf.prelu(x, alpha), smooth: true };
};

const addMany: MakeCase = (numbers) => {
  const shape = shapeOf(numbers);
  const inputs = [1, 2, 3].map(() => numbers.floats(shape));
  return { inputs, run: (...parts) => tf.addN(parts), smooth: true };
};

export const elementwiseCases: Cases = {
  ...byName(
    ['abs', 'square', 'neg', 'exp', 'sigmoid', 'tanh', 'relu', 'relu6', 'elu', 'selu', 'softplus'],
    (name) => smooth((x) => tf[name](x), 3),
  ),
  ...byName(['sin', 'cos', 'sinh', 'cosh', 'atan', 'asinh', 'erf', 'logSigmoid'], (name) =>
    smooth((x) => tf[name](x), 2),
  ),
  ...byName(
    ['sqrt', 'rsqrt', 'log', 'log1p', 'expm1', 'reciprocal', 'tan', 'asin', 'acos', 'acosh', 'atanh'],
    (name) => unary((x) => tf[name](x)),
  ),
  ...byName(['ceil', 'floor', 'round', 'sign', 'isNaN', 'isInf', 'isFinite'], (name) =>
    unary((x) => tf[name](x), 4),
  ),
  ...byName(['zerosLike', 'onesLike', 'clone'], (name) => anyUnary((x) => tf[name](x))),
  step: unary((x) => tf.step(x, 0.25)),
  leakyRelu: smooth((x) => tf.leakyRelu(x, 0.3)),
  clipByValue: smooth((x) => tf.clipByValue(x, -0.5, 0.75)),
  'relu of int32': (numbers) => ({
    inputs: [numbers.integers(shapeOf(numbers), -5, 5)],
    run: (x) => tf.relu(x),
  }),
  'abs of int32': (numbers) => ({
    inputs: [numbers.integers(shapeOf(numbers), -5, 5)],
    run: (x) => tf.abs(x),
  }),
  'square of int32': (numbers) => ({
    inputs: [numbers.integers(shapeOf(numbers), -5, 5)],
    run: (x) => tf.square(x),
  }),
  'cast to float32': anyUnary((x) => tf.cast(x, 'float32')),
  'cast to int32': (numbers) => ({
    inputs: [maybe(numbers) ? numbers.floats(shapeOf(numbers)) : numbers.bools(shapeOf(numbers))],
    run: (x) => tf.cast(x, 'int32'),
  }),
  'cast to bool': anyUnary((x) => tf.cast(x, 'bool')),
  logicalNot: (numbers) => ({ inputs: [numbers.bools(shapeOf(numbers))], run: (x) => tf.logicalNot(x) }),
  fill: (numbers) => ({ inputs: [], run: () => tf.fill(shapeOf(numbers), numbers.uniform(-2, 2)) }),
  ...byName(['add', 'sub', 'mul', 'div', 'squaredDifference', 'maximum', 'minimum'], (name) =>
    binary((a, b) => tf[name](a, b), true),
  ),
  ...byName(['atan2', 'divNoNan', 'floorDiv', 'mod'], (name) => binary((a, b) => tf[name](a, b))),
  pow: binary((a, b) => tf.pow(tf.abs(a), b)),
  ...byName(
    ['add', 'sub', 'mul', 'squaredDifference', 'maximum', 'minimum'],
    (name) => integers((a, b) => tf[name](a, b)),
    ' of int32',
  ),
  ...byName(['div', 'floorDiv', 'mod', 'pow'], (name) => integers((a, b) => tf[name](a, b), 1), ' of int32'),
  ...byName(
    ['equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual', 'add', 'mul', 'maximum'],
    (name) => mixed((a, b) => tf[name](a, b)),
    ' of any',
  ),
  ...byName(['logicalAnd', 'logicalOr', 'logicalXor'], (name) => bools((a, b) => tf[name](a, b))),
  where,
  prelu,
  addN: addMany,
};
