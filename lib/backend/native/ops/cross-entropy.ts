/** Cross-entropy, row by row. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, integersOf, tensorOf } from '../tensors.ts';

/** `softmaxCrossEntropy`; the backward pass computes the softmax again from one number per row. */
export function nativeSoftmaxCrossEntropy(
  backend: NativeBackend,
  logits: tf.Tensor,
  targets: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  const [classes, factors] = [tf.cast(targets, 'int32'), tf.cast(weights, 'float32')];
  const loss = meanCrossEntropy(backend, logits, classes, factors);
  tf.dispose([classes, factors]);
  return loss;
}

function meanCrossEntropy(
  backend: NativeBackend,
  logits: tf.Tensor,
  targets: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  const classes = logits.shape.at(-1) ?? 1;
  assertShape('The targets', targets, logits.shape.slice(0, -1));
  assertShape('The weights', weights, targets.shape);
  const rows = targets.size;
  return withGradient<tf.Scalar>([logits], (save) => {
    const factors = normalised(backend, weights);
    const [losses, logSums] = [backend.output([rows]), backend.output([rows])];
    const [values, chosen] = [floatsOf(backend, logits), integersOf(backend, targets)];
    backend.addon.crossEntropy(rows, classes, values, chosen, losses.values, logSums.values);
    const value = tf.scalar(dot(losses.values, floatsOf(backend, factors)));
    backend.disposeData(losses.dataId);
    save([logits, targets, factors, tensorOf(logSums)]);
    const gradFunc = (dy: tf.Scalar, saved: tf.Tensor[]): tf.Tensor[] => {
      const out = backend.output(logits.shape);
      const [x, y, share, sums] = saved as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const scale = floatsOf(backend, dy)[0];
      const known = [
        floatsOf(backend, x),
        integersOf(backend, y),
        floatsOf(backend, share),
        floatsOf(backend, sums),
      ];
      backend.addon.crossEntropyGradient(rows, classes, scale, ...known, out.values);
      return [tensorOf(out)];
    };
    return { value, gradFunc };
  });
}

/** The weights divided by their sum; all 0 if they are. */
function normalised(backend: NativeBackend, weights: tf.Tensor): tf.Tensor {
  const values = floatsOf(backend, weights);
  const total = Math.max(
    values.reduce((sum, weight) => sum + weight, 0),
    1e-30,
  );
  const out = backend.output(weights.shape);
  for (let row = 0; row < values.length; row++) out.values[row] = values[row] / total;
  return tensorOf(out);
}

/** Summed in float64. */
function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index] * right[index];
  return sum;
}
