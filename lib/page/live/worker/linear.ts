/**
 * Linear maps in the page's engine: one call of its product with bias and ReLU, and what follows done where the product lies. tfjs
 * makes up to seven tensors on the way, of which each costs about as much as the product of one token.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Activation, FeedForwardInputs, Joining, LinearWeights } from '../../../backend/kernels.ts';
import { perform, withNumbers } from './heap.ts';
import { product } from './product.ts';

/** `linear`. */
export function wasmLinear(
  backend: BackendWasm,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
  joining?: Joining,
): tf.Tensor {
  return finished(backend, mapped(backend, x, { weight, bias }, activation), x, joining);
}

/** `feedForward`. */
export function wasmFeedForward(backend: BackendWasm, inputs: FeedForwardInputs): tf.Tensor {
  const { x, inwards, outwards, activation, joining } = inputs;
  const hidden = mapped(backend, x, inwards, activation);
  const out = mapped(backend, hidden, outwards);
  backend.disposeData(hidden.dataId);
  return finished(backend, out, x, joining);
}

/** `activation(x @ weight + bias)`, [1, rows, outputs], which nobody disposes of but the caller. */
function mapped(
  backend: BackendWasm,
  x: tf.TensorInfo,
  weights: LinearWeights,
  activation?: Activation,
): tf.TensorInfo {
  const isRelu = activation === 'relu' || activation === 'squaredRelu';
  const out = product(backend, x, weights, isRelu);
  if (activation === 'squaredRelu') change(backend, out, [], square);
  if (activation === 'gelu') change(backend, out, [], gelu);
  return out;
}

/** A map's result as a tensor of the shape of x but for its width, joined to the residual stream, if it is to be. */
function finished(
  backend: BackendWasm,
  { dataId, dtype, shape }: tf.TensorInfo,
  x: tf.Tensor,
  joining: Joining | undefined,
): tf.Tensor {
  const joined = { dataId, dtype, shape: [...x.shape.slice(0, -1), shape[2]] };
  if (joining) {
    const { residual, gate } = joining;
    change(backend, joined, gate ? [residual, gate] : [residual], join);
  }
  return tf.engine().makeTensorFromTensorInfo(joined);
}

/** Writes over numbers, with the help of others. */
function change(
  backend: BackendWasm,
  x: tf.TensorInfo,
  others: readonly tf.TensorInfo[],
  act: (numbers: Float32Array, ...others: Float32Array[]) => void,
): void {
  perform(withNumbers(backend, [x, ...others], act), others, [x]);
}

function square(numbers: Float32Array): void {
  for (let i = 0; i < numbers.length; i++) numbers[i] *= numbers[i];
}

function join(numbers: Float32Array, residual: Float32Array, gate?: Float32Array): void {
  const factor = gate ? gate[0] : 1;
  for (let i = 0; i < numbers.length; i++) numbers[i] = residual[i] + factor * numbers[i];
}

const { ERF_P, ERF_A1, ERF_A2, ERF_A3, ERF_A4, ERF_A5 } = tf.backend_util;

/** x * Phi(x), by the error function as tfjs has it (Abramowitz and Stegun 7.1.26: 1.5e-7 off at most). */
function gelu(numbers: Float32Array): void {
  for (let i = 0; i < numbers.length; i++) {
    const x = numbers[i];
    const y = Math.abs(x) * Math.SQRT1_2;
    const t = 1 / (1 + ERF_P * y);
    const rest = ((((ERF_A5 * t + ERF_A4) * t + ERF_A3) * t + ERF_A2) * t + ERF_A1) * t * Math.exp(-y * y);
    // Half of it lies beyond |x| on either side.
    numbers[i] = x * (x > 0 ? 1 - rest / 2 : rest / 2);
  }
}
