/** Rotation of pairs. */
import type * as tf from '@tensorflow/tfjs';
import type { Angles } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';

/** `rotate`; the backward pass turns back. */
export function nativeRotate(backend: NativeBackend, x: tf.Tensor4D, angles: Angles): tf.Tensor4D {
  const turn = (tensor: tf.Tensor4D, direction: number): tf.Tensor4D => {
    const out = backend.output(tensor.shape);
    const { pairs, cosines, sines } = angles;
    const [batch, tokens, heads, width] = tensor.shape;
    backend.addon.rotary(
      ...[batch * tokens, heads, width, pairs, direction],
      ...[floatsOf(backend, tensor), cosines, sines, out.values],
    );
    return tensorOf(out);
  };
  return withGradient([x], () => ({ value: turn(x, 1), gradFunc: (dy) => [turn(dy, -1)] }));
}
