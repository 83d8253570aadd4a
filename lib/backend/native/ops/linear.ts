/** Linear maps as products with a finish, one or two in a row. */
import type * as tf from '@tensorflow/tfjs';
import type { Activation, FeedForwardInputs, Joining } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedLinear } from '../../ops/linear.ts';
import type { NativeBackend } from '../native-backend.ts';
import { tensorOf } from '../tensors.ts';
import { assertFits, backward, forward, joiningOf, keptFor, listed, weightGradients } from './linear-map.ts';
import { slopeOf } from './products.ts';

/** `linear` as one product; the backward pass needs only the result of the activation (gelu: its slope). */
export function nativeLinear(
  backend: NativeBackend,
  x: tf.Tensor,
  weight: tf.Tensor2D,
  bias?: tf.Tensor1D,
  activation?: Activation,
  joining?: Joining,
): tf.Tensor {
  if (activation && joining) return composedLinear(x, weight, bias, activation, joining);
  const map = { weight, bias };
  assertFits(x, map);
  const join = joiningOf(backend, [...x.shape.slice(0, -1), weight.shape[1]], map, joining);
  return withGradient([x, ...listed(map), ...join.inputs], (save) => {
    const kept = keptFor(backend, activation, join.shape);
    const value = forward(backend, x, map, join, activation, kept?.values);
    save([x, weight, ...(activation ? [kept ? tensorOf(kept) : value] : []), ...join.saved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, factor, ...rest] = saved as [tf.Tensor, tf.Tensor2D, ...tf.Tensor[]];
      const sum = activation ? slopeOf(backend, activation, dy, rest.shift()!) : dy;
      const dx = backward(backend, input.shape, sum, factor, { scale: join.scale });
      const own = weightGradients(backend, input, sum, factor, bias !== undefined);
      return [dx, ...join.gradients(dy, own, rest)];
    };
    return { value, gradFunc };
  });
}

/** `feedForward`: the activation and its slope are applied where a product has just been made. */
export function nativeFeedForward(backend: NativeBackend, inputs: FeedForwardInputs): tf.Tensor {
  const { x, inwards, outwards, activation, joining } = inputs;
  assertFits(x, inwards);
  const between = [...x.shape.slice(0, -1), inwards.weight.shape[1]];
  const join = joiningOf(backend, [...between.slice(0, -1), outwards.weight.shape[1]], outwards, joining);
  return withGradient([x, ...listed(inwards), ...listed(outwards), ...join.inputs], (save) => {
    const kept = keptFor(backend, activation, between);
    const plain = joiningOf(backend, between, inwards, undefined);
    const hidden = forward(backend, x, inwards, plain, activation, kept?.values);
    assertFits(hidden, outwards);
    const value = forward(backend, hidden, outwards, join);
    save([...[x, inwards.weight, outwards.weight, hidden], ...(kept ? [tensorOf(kept)] : []), ...join.saved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, first, second, middle, ...rest] = saved as [tf.Tensor, ...tf.Tensor2D[]];
      const slope = { of: activation, kept: activation === 'gelu' ? rest.shift()! : middle };
      const own = weightGradients(backend, middle, dy, second, outwards.bias !== undefined);
      const sum = backward(backend, middle.shape, dy, second, { scale: join.scale, slope });
      const dx = backward(backend, input.shape, sum, first, {});
      const before = weightGradients(backend, input, sum, first, inwards.bias !== undefined);
      return [dx, ...before, ...join.gradients(dy, own, rest)];
    };
    return { value, gradFunc };
  });
}
