/** Norms row by row. */
import type * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

/** `rmsNorm`; keeps one number per row for the backward pass. */
export function nativeRmsNorm(
  backend: NativeBackend,
  x: tf.Tensor,
  gain: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  const [rows, columns] = rowsOf(x, gain);
  return withGradient([x, gain], (save) => {
    const [out, scales] = [backend.output(x.shape), backend.output([rows])];
    const inputs = [floatsOf(backend, x), floatsOf(backend, gain)];
    backend.addon.rmsNorm(rows, columns, epsilon, ...inputs, out.values, scales.values);
    save([x, gain, tensorOf(scales)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const results = [backend.output(x.shape), backend.output([columns])];
      const known = [...saved, dy].map((tensor) => floatsOf(backend, tensor));
      backend.addon.rmsNormGradient(rows, columns, ...known, ...results.map((result) => result.values));
      return results.map((result) => tensorOf(result));
    };
    return { value: tensorOf(out), gradFunc };
  });
}

/** `layerNorm`; keeps two numbers per row for the backward pass. */
export function nativeLayerNorm(
  backend: NativeBackend,
  x: tf.Tensor,
  scale: tf.Tensor1D,
  offset: tf.Tensor1D,
  epsilon: number,
): tf.Tensor {
  const [rows, columns] = rowsOf(x, scale);
  return withGradient([x, scale, offset], (save) => {
    const [out, means, scales] = [backend.output(x.shape), backend.output([rows]), backend.output([rows])];
    const inputs = [x, scale, offset].map((tensor) => floatsOf(backend, tensor));
    backend.addon.layerNorm(rows, columns, epsilon, ...inputs, out.values, means.values, scales.values);
    save([x, scale, tensorOf(means), tensorOf(scales)]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const results = [backend.output(x.shape), backend.output([columns]), backend.output([columns])];
      const known = [...saved, dy].map((tensor) => floatsOf(backend, tensor));
      backend.addon.layerNormGradient(rows, columns, ...known, ...results.map((result) => result.values));
      return results.map((result) => tensorOf(result));
    };
    return { value: tensorOf(out), gradFunc };
  });
}

function rowsOf(x: tf.Tensor, gain: tf.Tensor1D): [rows: number, columns: number] {
  const columns = x.shape.at(-1) ?? 1;
  assertShape('The scale of a norm', gain, [columns]);
  return [x.size / columns, columns];
}
