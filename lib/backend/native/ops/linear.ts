/** Linear maps as products with a finish, one or two in a row. */
import * as tf from '@tensorflow/tfjs';
import type { Activation, FeedForwardInputs, Joining, LinearWeights } from '../../kernels.ts';
import { gradientWanted, withGradient } from '../../ops/custom-gradient.ts';
import { composedLinear } from '../../ops/linear.ts';
import { sizeOf } from '../kernels/kernel.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';
import { multiply, slopeOf } from './products.ts';

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

/** What the slope of an activation needs beyond its result; for gelu that is as large as all else that a layer makes. */
function keptFor(backend: NativeBackend, activation: Activation | undefined, shape: readonly number[]) {
  return activation === 'gelu' && gradientWanted() ? backend.output(shape) : undefined;
}

/** How a map joins a residual stream: what that adds to its product, to its inputs and to its gradients. */
interface Join {
  readonly shape: readonly number[];
  readonly scale: number;
  readonly bias: tf.Tensor | undefined;
  readonly residual: tf.Tensor | undefined;
  readonly inputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  /** From dy and the gradients of weight and bias without a gate, which it takes over. */
  gradients(dy: tf.Tensor, own: tf.Tensor[], saved: readonly tf.Tensor[]): tf.Tensor[];
}

function joiningOf(
  backend: NativeBackend,
  shape: readonly number[],
  map: LinearWeights,
  joining: Joining | undefined,
): Join {
  if (!joining) {
    return { shape, scale: 1, bias: map.bias, residual: undefined, inputs: [], saved: [], gradients: plain };
  }
  const { residual, gate } = joining;
  assertShape('The residual', residual, shape);
  if (!gate) {
    const gradients = (dy: tf.Tensor, own: tf.Tensor[]) => [...own, tf.clone(dy)];
    return { shape, scale: 1, bias: map.bias, residual, inputs: [residual], saved: [], gradients };
  }
  const scale = floatsOf(backend, gate)[0];
  const bias = map.bias && tf.mul(map.bias, scale);
  // The gate's slope is dy along what it multiplies, which is the gradients of weight and bias along these.
  const gradients = (dy: tf.Tensor, own: tf.Tensor[], saved: readonly tf.Tensor[]) => {
    const along = own.map((gradient, i) => tf.sum(tf.mul(gradient, saved[i])));
    return [...own.map((gradient) => tf.mul(gradient, scale)), tf.clone(dy), tf.addN(along)];
  };
  return { shape, scale, bias, residual, inputs: [residual, gate], saved: listed(map), gradients };
}

const plain = (_: tf.Tensor, own: tf.Tensor[]) => own;

const listed = ({ weight, bias }: LinearWeights): tf.Tensor[] => (bias ? [weight, bias] : [weight]);

function assertFits(x: tf.Tensor, { weight, bias }: LinearWeights): void {
  const [inputs, outputs] = weight.shape;
  if (x.shape.at(-1) !== inputs) {
    throw new Error(`linear: x [${x.shape.join(', ')}] does not fit the weight [${inputs}, ${outputs}].`);
  }
  if (bias) assertShape('The bias', bias, [outputs]);
}

const rowsOf = (x: tf.Tensor) => sizeOf(x.shape.slice(0, -1));

function forward(
  backend: NativeBackend,
  x: tf.Tensor,
  { weight }: LinearWeights,
  { shape, scale, bias, residual }: Join,
  activation?: Activation,
  kept?: Float32Array,
): tf.Tensor {
  const [depth, columns] = weight.shape;
  const sizes = { rows: rowsOf(x), columns, depth };
  const options = { ...sizes, scale, bias, residual, activation, kept };
  return multiply(backend, shape, { tensor: x }, { tensor: weight }, options);
}

/** The gradient of the input of a map, perhaps through the activation that gave it. */
function backward(
  backend: NativeBackend,
  shape: readonly number[],
  dy: tf.Tensor,
  weight: tf.Tensor2D,
  finish: { scale?: number; slope?: { of: Activation; kept: tf.Tensor } },
): tf.Tensor {
  const [columns, depth] = weight.shape;
  const options = { rows: rowsOf(dy), columns, depth, ...finish };
  return multiply(backend, shape, { tensor: dy }, { tensor: weight, transposed: true }, options);
}

function weightGradients(
  backend: NativeBackend,
  x: tf.Tensor,
  dy: tf.Tensor,
  { shape: [rows, columns] }: tf.Tensor2D,
  withBias: boolean,
): tf.Tensor[] {
  const depth = rowsOf(x);
  const sides = [{ tensor: x, transposed: true }, { tensor: dy }] as const;
  const dw = multiply(backend, [rows, columns], ...sides, { rows, columns, depth });
  return withBias ? [dw, tf.sum(tf.reshape(dy, [depth, columns]), 0)] : [dw];
}
