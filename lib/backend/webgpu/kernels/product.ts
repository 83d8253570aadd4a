/** Matrix products: how their work is cut, and what the kernel is told. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../kernels.ts';
import { output, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { columnSums, sumsOverSlices } from './column-sums.ts';
import { largestMagnitudes } from './float16.ts';
import { DEPTH, TILE, product } from './product-program.ts';

/** Fewer workgroups leave a GPU idle: the depth is then cut, into parts no shorter than this. */
const [ENOUGH_GROUPS, LEAST_DEPTH] = [128, 512] as const;

/** A matrix as its rows lie, or transposed. */
export interface Side {
  readonly tensor: tf.TensorInfo;
  readonly transposed?: boolean;
  /** Of what is scaled before it is rounded: the largest magnitude of each of its blocks. */
  readonly magnitudes?: tf.Tensor;
}

/** A gradient as a side of products; where they are of float16, it is scaled. */
export const gradientSide = (backend: WebgpuBackend, tensor: tf.Tensor): Side => ({
  tensor,
  ...(backend.productPrecision === 'float16' && { magnitudes: largestMagnitudes(backend, tensor) }),
});

export interface ProductOptions {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly bias?: tf.TensorInfo | undefined;
  readonly activation?: Activation | undefined;
  readonly residual?: tf.TensorInfo | undefined;
  /** What the product and the residual are multiplied by; absent: 1. */
  readonly factors?: readonly [product: number, residual: number] | undefined;
}

/** `factor * activation(left @ right + bias) + factor * residual`, of the given shape. */
export function multiply(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): tf.Tensor {
  const [out] = productOf(backend, shape, left, right, options);
  return out;
}

/**
 * `left @ right` of the given shape, and the sums [columns] of the right side over the depth: of a weight, and of its bias.
 * The sums are of float32, whatever the product is.
 */
export function multiplyAndSum(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): [tf.Tensor, tf.Tensor] {
  if (backend.productPrecision === 'float32') {
    return productOf(backend, shape, left, right, options, true) as [tf.Tensor, tf.Tensor];
  }
  const [sums] = columnSums(backend, [{ x: right.tensor }], options.columns, options.depth);
  return [multiply(backend, shape, left, right, options), sums];
}

function productOf(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  { rows, columns, depth, bias, activation, residual, factors }: ProductOptions,
  sums = false,
): [product: tf.Tensor, sums?: tf.Tensor] {
  const tiles = Math.ceil(rows / TILE) * Math.ceil(columns / TILE);
  const plain = !bias && !activation && !residual && !factors;
  const slices = plain
    ? Math.max(1, Math.min(Math.ceil(ENOUGH_GROUPS / tiles), Math.floor(depth / LEAST_DEPTH)))
    : 1;
  const magnitudes = left.magnitudes ?? right.magnitudes;
  const part = DEPTH * Math.ceil(depth / slices / DEPTH);
  const variant = {
    left: left.transposed ?? false,
    right: right.transposed ?? false,
    bias: bias !== undefined,
    residual: residual !== undefined,
    factors: factors !== undefined,
    ...{ sums, activation },
    half: backend.productPrecision === 'float16',
    scaled: left.magnitudes ? ('a' as const) : right.magnitudes ? ('b' as const) : undefined,
  };
  const sliced = (of: readonly number[]) => output(backend, slices > 1 ? [slices, ...of] : of);
  const results = [sliced(shape), ...(sums ? [sliced([columns])] : [])];
  run(backend, product(variant), {
    reads: [left.tensor, right.tensor, bias, residual, magnitudes].filter((read) => read !== undefined),
    writes: results,
    numbers: [rows, columns, depth, part, ...(factors ?? []), ...(magnitudes ? [magnitudes.size] : [])],
    groups: tiles * slices,
  });
  const tensors = results.map((result) => tensorOf(result)) as [tf.Tensor, tf.Tensor?];
  if (slices === 1) return tensors;
  const whole = sumsOverSlices(backend, tensors as tf.Tensor[], slices);
  tf.dispose(tensors);
  return whole as [tf.Tensor, tf.Tensor?];
}
