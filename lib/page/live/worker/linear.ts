/**
 * Linear maps in the page's engine: a product with its bias, and what follows done where that lies. tfjs makes up to seven tensors on
 * the way, of which each costs as much as the product of one token or more.
 */
import * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Activation, FeedForwardInputs, Joining, LinearWeights } from '../../../backend/kernels.ts';
import { addressOf, perform } from './heap.ts';
import { type Loops, loopsOf } from './loops.ts';
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
  const out = product(backend, x, weights);
  if (activation) change(backend, out, [], activations[activation]);
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
    change(backend, joined, gate ? [residual, gate] : [residual], (loops, at, end, from, factor = 0) =>
      loops.join(at, end, from, factor),
    );
  }
  return tf.engine().makeTensorFromTensorInfo(joined);
}

/** From address `at` to `end`. */
type Change = (loops: Loops, at: number, end: number, ...others: number[]) => void;

const activations: Readonly<Record<Activation, Change>> = {
  relu: (loops, at, end) => loops.relu(at, end),
  squaredRelu: (loops, at, end) => {
    loops.relu(at, end);
    loops.square(at, end);
  },
  gelu: (loops, at, end) => loops.gelu(at, end),
};

/** Writes over numbers, with the help of others. */
function change(backend: BackendWasm, x: tf.TensorInfo, others: readonly tf.TensorInfo[], act: Change): void {
  const loops = loopsOf(backend);
  const [at, ...addresses] = [x, ...others].map((each) => addressOf(backend, each));
  const end = at + 4 * tf.util.sizeFromShape(x.shape);
  perform(() => act(loops, at, end, ...addresses), others, [x]);
}
