/** Lists of tensors, one call of the addon after another. */
import type * as tf from '@tensorflow/tfjs';
import type { Pair } from '../../kernels.ts';
import { composedAddPairs, composedScaleAll, composedSquareSums } from '../../ops/lists.ts';
import { binaries, unaries } from '../kernels/elementwise.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

const [one, none] = [Int32Array.of(1), Int32Array.of(0)];
const [add, multiply, square] = [
  binaries.indexOf('Add'),
  binaries.indexOf('Multiply'),
  unaries.indexOf('Square'),
];

/** `addPairs`. */
export function nativeAddPairs(backend: NativeBackend, pairs: readonly Pair[]): tf.Tensor[] {
  return pairs.map(([a, b]) => {
    const [left, right] = [backend.floats(a), backend.floats(b)];
    if (!left || !right || left.length === 0) return composedAddPairs([[a, b]])[0];
    assertShape('The other of a pair', b, a.shape);
    const out = backend.output(a.shape);
    backend.addon.binary(add, Int32Array.of(left.length), one, one, left, right, out.values);
    return tensorOf(out);
  });
}

/** `scaleAll`. */
export function nativeScaleAll(
  backend: NativeBackend,
  tensors: readonly tf.Tensor[],
  factor: number,
): tf.Tensor[] {
  const factors = Float32Array.of(factor);
  return tensors.map((tensor) => {
    const values = backend.floats(tensor);
    if (!values || values.length === 0) return composedScaleAll([tensor], factor)[0];
    const out = backend.output(tensor.shape);
    backend.addon.binary(multiply, Int32Array.of(values.length), one, none, values, factors, out.values);
    return tensorOf(out);
  });
}

/** The sum over pairs of what two tensors are along each other, [], where either has a number at all. */
export function alongEachOther(backend: NativeBackend, pairs: readonly Pair[]): tf.Tensor {
  const out = backend.output([]);
  const sums = new Float32Array(pairs.length);
  pairs.forEach(([a, b], i) => {
    const [left, right] = [floatsOf(backend, a), floatsOf(backend, b)];
    const products = backend.output([left.length]);
    backend.addon.binary(multiply, Int32Array.of(left.length), one, one, left, right, products.values);
    backend.addon.reduce(0, 1, left.length, 1, 1, products.values, sums.subarray(i, i + 1));
    backend.disposeData(products.dataId);
  });
  out.values[0] = sums.reduce((sum, each) => Math.fround(sum + each), 0);
  return tensorOf(out);
}

/** `squareSums`: a number for each tensor. */
export function nativeSquareSums(backend: NativeBackend, tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const all = tensors.map((tensor) => backend.floats(tensor));
  if (all.length === 0 || all.some((values) => !values?.length)) return composedSquareSums(tensors);
  const out = backend.output([all.length]);
  (all as Float32Array[]).forEach((values, i) => {
    const squares = backend.output([values.length]);
    backend.addon.unary(square, 0, values.length, values, squares.values);
    backend.addon.reduce(0, 1, values.length, 1, 1, squares.values, out.values.subarray(i, i + 1));
    backend.disposeData(squares.dataId);
  });
  return tensorOf(out);
}
