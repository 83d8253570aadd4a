/** Newton-Schulz iterations in one call. */
import type * as tf from '@tensorflow/tfjs';
import { QUINTIC, STEPS } from '../../ops/orthogonalise.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';

/** `orthogonalise`. */
export function nativeOrthogonalise(
  backend: NativeBackend,
  matrix: tf.Tensor2D,
  steps: number = STEPS,
): tf.Tensor2D {
  const out = backend.output(matrix.shape);
  backend.addon.orthogonalise(...matrix.shape, steps, ...QUINTIC, floatsOf(backend, matrix), out.values);
  return tensorOf(out);
}
