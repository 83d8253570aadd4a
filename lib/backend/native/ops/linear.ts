/** Linear maps as products with a finish. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { sizeOf } from '../kernels/kernel.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';

/** `Activation` of a product, and `ActivationGradient`, in native/src/core/kernels.h. */
const activationCodes = { relu: 1, squaredRelu: 2 };
const gradientCodes = { relu: 0, squaredRelu: 1, gelu: 2 };
/** `Unary` there. */
const GELU = 15;

/** `linear` as one product with its bias and activation; the backward pass needs only the result (gelu: its argument). */
export function nativeLinear(
  backend: NativeBackend,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  if (x.shape.at(-1) !== inputs) {
    throw new Error(`linear: x [${x.shape.join(', ')}] does not fit the weight [${inputs}, ${outputs}].`);
  }
  return withGradient(bias ? [x, weight, bias] : [x, weight], (save) => {
    const fused = activation === 'relu' || activation === 'squaredRelu' ? activationCodes[activation] : 0;
    const sum = forward(backend, x, weight, bias, fused);
    const value = activation === 'gelu' ? gelu(backend, sum) : sum;
    save(activation ? [x, weight, activation === 'gelu' ? sum : value] : [x, weight]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const slope = activation ? activationSlope(backend, activation, dy, saved[2]) : dy;
      return gradients(backend, slope, saved, bias !== undefined);
    };
    return { value, gradFunc };
  });
}

function forward(
  backend: NativeBackend,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias: tf.Tensor1D | undefined,
  activation: number,
): tf.Tensor {
  const [inputs, outputs] = weight.shape;
  const out = backend.output([...x.shape.slice(0, -1), outputs]);
  backend.addon.gemm(
    ...[1, sizeOf(x.shape.slice(0, -1)), outputs, inputs],
    ...[floatsOf(backend, x), false, true, floatsOf(backend, weight), false, true],
    ...[1, backend.precisionCode, bias ? floatsOf(backend, bias) : null, activation, null, out.values],
  );
  return tensorOf(out);
}

function gelu(backend: NativeBackend, x: tf.Tensor): tf.Tensor {
  const out = backend.output(x.shape);
  backend.addon.unary(GELU, 0, x.size, floatsOf(backend, x), out.values);
  return tensorOf(out);
}

function activationSlope(
  backend: NativeBackend,
  activation: Activation,
  dy: tf.Tensor,
  kept: tf.Tensor,
): tf.Tensor {
  const out = backend.output(dy.shape);
  const [slope, known] = [floatsOf(backend, dy), floatsOf(backend, kept)];
  backend.addon.activationGradient(gradientCodes[activation], dy.size, slope, known, out.values);
  return tensorOf(out);
}

/** Of x, the weight and perhaps the bias, from the slope at the sum. */
function gradients(
  backend: NativeBackend,
  slope: tf.Tensor,
  saved: tf.Tensor[],
  withBias: boolean,
): tf.Tensor[] {
  const [x, weight] = saved as [tf.Tensor, tf.Tensor2D];
  const [inputs, outputs] = weight.shape;
  const rows = sizeOf(x.shape.slice(0, -1));
  const values = floatsOf(backend, slope);
  const dx = backend.output(x.shape);
  backend.addon.gemm(
    ...[1, rows, inputs, outputs, values, false, true, floatsOf(backend, weight), true, true],
    ...[1, backend.precisionCode, null, 0, null, dx.values],
  );
  const dw = backend.output(weight.shape);
  backend.addon.gemm(
    ...[1, inputs, outputs, rows, floatsOf(backend, x), true, true, values, false, true],
    ...[1, backend.precisionCode, null, 0, null, dw.values],
  );
  const results = [tensorOf(dx), tensorOf(dw)];
  return withBias ? [...results, tf.sum(tf.reshape(slope, [rows, outputs]), 0)] : results;
}
