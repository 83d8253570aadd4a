/** Cases of the fuzz: products of matrices and vectors, and what is done with images. */
import * as tf from '@tensorflow/tfjs';
import type { Numbers, Values } from '../support.ts';
import { type Case, type Cases, type MakeCase, filledShape, maybe, narrower } from './case.ts';

const size = (numbers: Numbers) => numbers.pick([1, 2, 3, 5, 8, 17, 33]);

interface Product {
  readonly inputs: readonly [Values, Values];
  /** Of the result. */
  readonly shape: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

function drawProduct(numbers: Numbers, batchRank: number): Product {
  const [rows, depth, columns] = [size(numbers), size(numbers), size(numbers)];
  const [transposeA, transposeB] = [maybe(numbers), maybe(numbers)];
  const batch = filledShape(numbers, batchRank).map((length) => Math.min(length, 3));
  const side = (matrix: number[]) => [
    ...(numbers.uniform(0, 1) < 0.2 ? batch.map(() => 1) : batch),
    ...matrix,
  ];
  const a = side(transposeA ? [depth, rows] : [rows, depth]);
  const b = side(transposeB ? [columns, depth] : [depth, columns]);
  const outer = a.slice(0, -2).map((length, axis) => Math.max(length, b[axis]));
  const inputs = [numbers.floats(a), numbers.floats(b)] as const;
  return { inputs, shape: [...outer, rows, columns], transposeA, transposeB };
}

const matMul: MakeCase = (numbers) => {
  const { inputs, transposeA, transposeB } = drawProduct(numbers, numbers.integer(0, 3));
  return { inputs, run: (a, b) => tf.matMul(a, b, transposeA, transposeB), smooth: true };
};

/** With every bias that broadcasts to the product, every activation, and the weights of prelu where that is one. */
const fusedMatMul: MakeCase = (numbers) => {
  const { inputs, shape, transposeA, transposeB } = drawProduct(numbers, numbers.integer(0, 2));
  const activation = numbers.pick([
    'linear',
    'relu',
    'relu6',
    'elu',
    'prelu',
    'leakyrelu',
    'sigmoid',
  ] as const);
  const bias = maybe(numbers) ? [numbers.floats(narrower(numbers, shape))] : [];
  const weights = activation === 'prelu' ? [numbers.floats(narrower(numbers, shape))] : [];
  return {
    inputs: [...inputs, ...bias, ...weights],
    run(a, b, ...rest) {
      return tf.fused.matMul({
        ...{ a, b, transposeA, transposeB, activation },
        ...(bias.length > 0 && { bias: rest[0] }),
        ...(weights.length > 0 && { preluActivationWeights: rest.at(-1)! }),
        leakyreluAlpha: 0.3,
      });
    },
    smooth: activation === 'linear' || activation === 'relu',
  };
};

const image = (numbers: Numbers) =>
  [numbers.integer(1, 3), numbers.integer(3, 7), numbers.integer(3, 7), numbers.integer(1, 4)] as const;

const filterOf = (numbers: Numbers, channels: number) => [
  numbers.integer(1, 4),
  numbers.integer(1, 4),
  channels,
  numbers.integer(1, 4),
];

const convolution =
  (
    op: (x: tf.Tensor4D, filter: tf.Tensor4D, strides: number, pad: 'same' | 'valid') => tf.Tensor,
  ): MakeCase =>
  (numbers) => {
    const shape = image(numbers);
    const [strides, pad] = [numbers.integer(1, 3), numbers.pick(['same', 'valid'] as const)];
    return {
      inputs: [numbers.floats([...shape]), numbers.floats(filterOf(numbers, shape[3]))],
      run: (x, filter) => op(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad),
      smooth: true,
    };
  };

const fusedConvolution: MakeCase = (numbers) => {
  const shape = image(numbers);
  const filter = filterOf(numbers, shape[3]);
  const [strides, pad] = [numbers.integer(1, 3), numbers.pick(['same', 'valid'] as const)];
  const activation = numbers.pick(['linear', 'relu', 'relu6', 'elu', 'sigmoid'] as const);
  return {
    inputs: [numbers.floats([...shape]), numbers.floats(filter), numbers.floats([filter[3]])],
    run: (x, weights, bias) =>
      tf.fused.conv2d({
        ...{ x: x as tf.Tensor4D, filter: weights as tf.Tensor4D, strides, pad, bias, activation },
      }),
  };
};

const pooling =
  (op: 'maxPool' | 'avgPool'): MakeCase =>
  (numbers) => {
    const [window, strides] = [numbers.integer(1, 4), numbers.integer(1, 3)];
    const pad = numbers.pick(['same', 'valid'] as const);
    return {
      inputs: [numbers.floats([...image(numbers)])],
      run: (x) => tf[op](x as tf.Tensor4D, window, strides, pad),
      smooth: true,
    };
  };

const resizing =
  (op: 'resizeBilinear' | 'resizeNearestNeighbor'): MakeCase =>
  (numbers) => {
    const target: [number, number] = [numbers.integer(1, 9), numbers.integer(1, 9)];
    const corners = maybe(numbers);
    return {
      inputs: [numbers.floats([...image(numbers)])],
      run: (x) => tf.image[op](x as tf.Tensor4D, target, corners),
      smooth: true,
    };
  };

const einsums: readonly (readonly [string, (n: readonly number[]) => number[][]])[] = [
  [
    'ij,jk->ik',
    ([i, j, k]) => [
      [i, j],
      [j, k],
    ],
  ],
  [
    'bij,bkj->bik',
    ([i, j, k]) => [
      [2, i, j],
      [2, k, j],
    ],
  ],
  ['ij->ji', ([i, j]) => [[i, j]]],
  [
    'ij,ij->',
    ([i, j]) => [
      [i, j],
      [i, j],
    ],
  ],
  ['i,j->ij', ([i, j]) => [[i], [j]]],
];

const einsum: MakeCase = (numbers) => {
  const [equation, shapes] = numbers.pick(einsums);
  const inputs = shapes(filledShape(numbers, 3)).map((shape) => numbers.floats(shape));
  return { inputs, run: (...tensors) => tf.einsum(equation, ...tensors) };
};

const vectors =
  (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, sameLength: boolean): MakeCase =>
  (numbers): Case => {
    const [left, right] = [size(numbers), size(numbers)];
    return { inputs: [numbers.floats([left]), numbers.floats([sameLength ? left : right])], run: op };
  };

export const productCases: Cases = {
  matMul,
  'fused.matMul': fusedMatMul,
  'fused.conv2d': fusedConvolution,
  dot: vectors((a, b) => tf.dot(a, b), true),
  outerProduct: vectors((a, b) => tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D), false),
  einsum,
  conv2d: convolution((x, filter, strides, pad) => tf.conv2d(x, filter, strides, pad)),
  depthwiseConv2d: convolution((x, filter, strides, pad) => tf.depthwiseConv2d(x, filter, strides, pad)),
  maxPool: pooling('maxPool'),
  avgPool: pooling('avgPool'),
  resizeBilinear: resizing('resizeBilinear'),
  resizeNearestNeighbor: resizing('resizeNearestNeighbor'),
  batchNorm: (numbers) => {
    const shape = filledShape(numbers, 4);
    const channel = () => numbers.floats([shape[3]]);
    const variance = { ...channel(), data: channel().data.map((x) => Math.abs(x) + 0.1) };
    return {
      inputs: [numbers.floats(shape), channel(), variance, channel(), channel()],
      run: (x, mean, spread, offset, scale) => tf.batchNorm(x, mean, spread, offset, scale),
    };
  },
  localResponseNormalization: (numbers) => ({
    inputs: [numbers.floats(filledShape(numbers, 4))],
    run: (x) => tf.localResponseNormalization(x as tf.Tensor4D, 2),
  }),
};
