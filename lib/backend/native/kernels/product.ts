/** The native kernels of matrix products, plain and with a bias and an activation. */
import * as tf from '@tensorflow/tfjs';
import { type KernelCall, type NativeKernel, type NativeKernels, input, sizeOf } from './kernel.ts';

/** Activations that a product can apply, as `Activation` in native/src/core/kernels.h counts them. */
const activations: Readonly<Record<string, number>> = { linear: 0, relu: 1 };

interface ProductOptions {
  readonly bias?: Float32Array | null;
  readonly activation?: number;
}

function product(call: KernelCall, options: ProductOptions = {}): ReturnType<NativeKernel> {
  const { backend } = call;
  const [a, b] = [input(call, 'a'), input(call, 'b')];
  const [left, right] = [backend.floats(a), backend.floats(b)];
  if (!left || !right || a.shape.length < 2 || b.shape.length < 2) return undefined;
  const { transposeA, transposeB } = call.attrs as { transposeA: boolean; transposeB: boolean };
  const [rows, depth] = matrixShape(a.shape, transposeA);
  const [rightDepth, columns] = matrixShape(b.shape, transposeB);
  tf.util.assert(
    depth === rightDepth,
    () => `matMul: the inner lengths ${depth} and ${rightDepth} must be the same.`,
  );
  const outer = tf.broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const [batches, leftBatches, rightBatches] = [outer, a.shape.slice(0, -2), b.shape.slice(0, -2)].map(
    sizeOf,
  ) as [number, number, number];
  if (![1, batches].includes(leftBatches) || ![1, batches].includes(rightBatches)) return undefined;
  const out = backend.output([...outer, rows, columns]);
  // One matrix on the right for many on the left is a single product of more rows.
  const merged = rightBatches === 1 && leftBatches === batches && !transposeA;
  const [times, height] = merged ? [1, batches * rows] : [batches, rows];
  const [repeatLeft, repeatRight] = [merged || leftBatches === 1, rightBatches === 1];
  backend.addon.gemm(
    ...[times, height, columns, depth],
    ...[left, transposeA, repeatLeft, right, transposeB, repeatRight],
    ...[1, backend.precisionCode, options.bias ?? null, options.activation ?? 0],
    ...[null, 0, null, null, out.values], // nothing kept, no slope, no residual
  );
  return out;
}

/** Rows and columns after a transposition, if any. */
function matrixShape(shape: readonly number[], transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2) as [number, number];
  return transposed ? [columns, rows] : [rows, columns];
}

/** Where the bias is one number for each column; any other bias, and other activations, are left to the cpu backend. */
function fusedProduct(call: KernelCall): ReturnType<NativeKernel> {
  const { inputs, attrs, backend } = call;
  const activation = activations[(attrs['activation'] as string | undefined) ?? 'linear'];
  if (activation === undefined || inputs['preluActivationWeights']) return undefined;
  if (!inputs['bias']) return product(call, { activation });
  const columns = matrixShape(input(call, 'b').shape, attrs['transposeB'] as boolean)[1];
  const bias = backend.floats(inputs['bias']);
  // Of length `columns` are also biases of the rows, such as [n, 1] of a square product.
  if (bias?.length !== columns || inputs['bias'].shape.at(-1) !== columns) return undefined;
  return product(call, { bias, activation });
}

export const productKernels: NativeKernels = {
  BatchMatMul: (call) => product(call),
  _FusedMatMul: fusedProduct,
};
