import type * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import type { Angles } from '../../ops/rotary.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';

/** `rotary` by known angles; the backward pass turns back. */
export function nativeRotary(
  backend: NativeBackend,
  x: tf.Tensor4D,
  pairs: number,
  angles: Angles,
): tf.Tensor4D {
  const turn = (tensor: tf.Tensor4D, direction: number): tf.Tensor4D => {
    const out = backend.output(tensor.shape);
    const { cosines, sines } = angles;
    backend.addon.rotary(
      ...[...tensor.shape, pairs, direction, floatsOf(backend, tensor), cosines, sines, out.values],
    );
    return tensorOf(out);
  };
  return withGradient([x], () => ({ value: turn(x, 1), gradFunc: (dy) => [turn(dy, -1)] }));
}
