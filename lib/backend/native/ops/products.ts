/** A product with its finish, as the fused operations ask for it. */
import type * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../kernels.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';

/** `Activation` in native/src/core/kernels.h. */
const activationCodes = { relu: 1, squaredRelu: 2, gelu: 3 };

/** A matrix as its rows lie, or transposed. */
export interface Side {
  readonly tensor: tf.Tensor;
  readonly transposed?: boolean;
}

export interface ProductOptions {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly scale?: number;
  readonly bias?: tf.Tensor | undefined;
  readonly activation?: Activation | undefined;
  /** Where the slope of gelu, the activation, is written as well. */
  readonly kept?: Float32Array | undefined;
  /** Multiplies by the slope of an activation, of which the forward pass kept this: its result, for gelu its slope. */
  readonly slope?: { readonly of: Activation; readonly kept: tf.Tensor } | undefined;
  readonly residual?: tf.Tensor | undefined;
}

/** `activation(scale * left @ right + bias) * slope + residual`, of the given shape. */
export function multiply(
  backend: NativeBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): tf.Tensor {
  const { rows, columns, depth, scale = 1, bias, activation, kept, slope, residual } = options;
  const out = backend.output(shape);
  const optional = (tensor: tf.Tensor | undefined) => (tensor ? floatsOf(backend, tensor) : null);
  backend.addon.gemm(
    ...[1, rows, columns, depth],
    ...[floatsOf(backend, left.tensor), left.transposed ?? false, true],
    ...[floatsOf(backend, right.tensor), right.transposed ?? false, true],
    ...[scale, backend.precisionCode, optional(bias)],
    ...[activation ? activationCodes[activation] : 0, kept ?? null],
    ...[slope ? activationCodes[slope.of] : 0, optional(slope?.kept)],
    ...[optional(residual), out.values],
  );
  return tensorOf(out);
}

/** `dy` times the slope of an activation, of which the forward pass kept this. */
export function slopeOf(
  backend: NativeBackend,
  activation: Activation,
  dy: tf.Tensor,
  kept: tf.Tensor,
): tf.Tensor {
  const out = backend.output(dy.shape);
  const [slope, known] = [floatsOf(backend, dy), floatsOf(backend, kept)];
  backend.addon.activationGradient(activationCodes[activation], dy.size, slope, known, out.values);
  return tensorOf(out);
}
