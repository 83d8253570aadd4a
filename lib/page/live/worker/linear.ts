/**
 * Linear maps in the page's engine: one call of its product with bias and ReLU, and what follows done where the product lies. tfjs
 * makes up to seven tensors on the way, of which each costs about as much as the product of one token.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Activation, FeedForwardInputs, Joining, LinearWeights } from '../../../backend/kernels.ts';
import { composedFeedForward, composedLinear } from '../../../backend/ops/linear.ts';

/** `linear`; with GELU by its composition. */
export function wasmLinear(
  backend: BackendWasm,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
  joining?: Joining,
): tf.Tensor {
  if (activation === 'gelu') return composedLinear(x, weight, bias, activation, joining);
  const out = mapped(backend, x, { weight, bias }, activation);
  return finished(backend, out, x, joining);
}

/** `feedForward`; with GELU by its composition. */
export function wasmFeedForward(backend: BackendWasm, inputs: FeedForwardInputs): tf.Tensor {
  const { x, inwards, outwards, activation, joining } = inputs;
  if (activation === 'gelu') return composedFeedForward(inputs);
  const hidden = mapped(backend, x, inwards, activation);
  const out = mapped(backend, hidden, outwards);
  backend.disposeData(hidden.dataId);
  return finished(backend, out, x, joining);
}

/** `activation(x @ weight + bias)`, [1, rows, outputs], which nobody disposes of but the caller. */
function mapped(
  backend: BackendWasm,
  x: tf.TensorInfo,
  { weight, bias }: LinearWeights,
  activation?: Exclude<Activation, 'gelu'>,
): tf.TensorInfo {
  const [width, outputs] = weight.shape;
  const rows = tf.util.sizeFromShape(x.shape) / width;
  const out = tf.getKernel('_FusedMatMul', 'wasm').kernelFunc({
    inputs: {
      a: { dataId: x.dataId, dtype: x.dtype, shape: [1, rows, width] },
      b: { dataId: weight.dataId, dtype: weight.dtype, shape: [1, width, outputs] },
      ...(bias && { bias }),
    },
    backend,
    attrs: { transposeA: false, transposeB: false, activation: activation ? 'relu' : 'linear' },
  }) as tf.TensorInfo;
  if (activation === 'squaredRelu') {
    const numbers = floatsOf(backend, out);
    for (let i = 0; i < numbers.length; i++) numbers[i] *= numbers[i];
  }
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
    const [before, numbers] = [joining.residual, joined].map((each) => floatsOf(backend, each));
    const factor = joining.gate ? floatsOf(backend, joining.gate)[0] : 1;
    for (let i = 0; i < numbers.length; i++) numbers[i] = before[i] + factor * numbers[i];
  }
  return tf.engine().makeTensorFromTensorInfo(joined);
}

const floatsOf = (backend: BackendWasm, x: tf.TensorInfo) => backend.typedArrayFromHeap(x) as Float32Array;
