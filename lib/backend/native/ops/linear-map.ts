/** Linear maps as products with a finish, and how they join a residual stream: what the fused operations are made of. */
import * as tf from '@tensorflow/tfjs';
import type { Activation, Joining, LinearWeights } from '../../kernels.ts';
import { gradientWanted } from '../../ops/custom-gradient.ts';
import { sameMemory } from '../../ops/same-memory.ts';
import { sizeOf } from '../kernels/kernel.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';
import { alongEachOther, nativeScaleAll } from './lists.ts';
import { multiply } from './products.ts';

/** What the slope of an activation needs beyond its result; for gelu that is as large as all else that a layer makes. */
export function keptFor(
  backend: NativeBackend,
  activation: Activation | undefined,
  shape: readonly number[],
) {
  return activation === 'gelu' && gradientWanted() ? backend.output(shape) : undefined;
}

/** How a map joins a residual stream: what that adds to its product, to its inputs and to its gradients. */
export interface Join {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly bias: tf.Tensor | undefined;
  readonly residual: tf.Tensor | undefined;
  readonly inputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  /** From dy and the gradients of weight and bias without a gate, which it takes over. */
  gradients(dy: tf.Tensor, own: tf.Tensor[], saved: readonly tf.Tensor[]): tf.Tensor[];
}

export function joiningOf(
  backend: NativeBackend,
  shape: readonly number[],
  map: LinearWeights,
  joining: Joining | undefined,
): Join {
  if (!joining) {
    return { shape, scale: 1, bias: map.bias, residual: undefined, inputs: [], saved: [], gradients: plain };
  }
  const { residual, gate } = joining;
  assertShape('The residual', residual, shape);
  if (!gate) {
    const gradients = (dy: tf.Tensor, own: tf.Tensor[]) => [...own, sameMemory(dy)];
    return { shape, scale: 1, bias: map.bias, residual, inputs: [residual], saved: [], gradients };
  }
  const scale = floatsOf(backend, gate)[0];
  const bias = map.bias && nativeScaleAll(backend, [map.bias], scale)[0];
  // The gate's slope is dy along what it multiplies, which is the gradients of weight and bias along these.
  const gradients = (dy: tf.Tensor, own: tf.Tensor[], saved: readonly tf.Tensor[]) => {
    const along = alongEachOther(
      backend,
      own.map((gradient, i) => [gradient, saved[i]] as const),
    );
    return [...nativeScaleAll(backend, own, scale), sameMemory(dy), along];
  };
  return { shape, scale, bias, residual, inputs: [residual, gate], saved: listed(map), gradients };
}

const plain = (_: tf.Tensor, own: tf.Tensor[]) => own;

export const listed = ({ weight, bias }: LinearWeights): tf.Tensor[] => (bias ? [weight, bias] : [weight]);

export function assertFits(x: tf.Tensor, { weight, bias }: LinearWeights): void {
  const [inputs, outputs] = weight.shape;
  if (x.shape.at(-1) !== inputs) {
    throw new Error(`linear: x [${x.shape.join(', ')}] does not fit the weight [${inputs}, ${outputs}].`);
  }
  if (bias) assertShape('The bias', bias, [outputs]);
}

const rowsOf = (x: tf.Tensor) => sizeOf(x.shape.slice(0, -1));

export function forward(
  backend: NativeBackend,
  x: tf.Tensor,
  { weight }: LinearWeights,
  { shape, scale, bias, residual }: Join,
  activation?: Activation,
  kept?: Float32Array,
): tf.Tensor {
  const [depth, columns] = weight.shape;
  const sizes = { rows: rowsOf(x), columns, depth };
  const options = { ...sizes, scale, bias, residual, activation, kept };
  return multiply(backend, shape, { tensor: x }, { tensor: weight }, options);
}

/** The gradient of the input of a map, perhaps through the activation that gave it. */
export function backward(
  backend: NativeBackend,
  shape: readonly number[],
  dy: tf.Tensor,
  weight: tf.Tensor2D,
  finish: { scale?: number; slope?: { of: Activation; kept: tf.Tensor } },
): tf.Tensor {
  const [columns, depth] = weight.shape;
  const options = { rows: rowsOf(dy), columns, depth, ...finish };
  return multiply(backend, shape, { tensor: dy }, { tensor: weight, transposed: true }, options);
}

export function weightGradients(
  backend: NativeBackend,
  x: tf.Tensor,
  dy: tf.Tensor,
  { shape: [rows, columns] }: tf.Tensor2D,
  withBias: boolean,
): tf.Tensor[] {
  const depth = rowsOf(x);
  const sides = [{ tensor: x, transposed: true }, { tensor: dy }] as const;
  const dw = multiply(backend, [rows, columns], ...sides, { rows, columns, depth });
  if (!withBias) return [dw];
  if (depth === 0) return [dw, tf.zeros([columns])];
  const db = backend.output([columns]);
  backend.addon.reduce(0, 1, depth, columns, 1, floatsOf(backend, dy), db.values);
  return [dw, tensorOf(db)];
}
