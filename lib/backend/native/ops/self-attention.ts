/** Self-attention whose queries, keys and values lie in one array, as one product has made them. */
import type * as tf from '@tensorflow/tfjs';
import type { Angles, SelfAttentionInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedSelfAttention } from '../../ops/self-attention.ts';
import type { NativeBackend } from '../native-backend.ts';
import { floatsOf, tensorOf } from '../tensors.ts';
import { assertFits, backward, forward, joiningOf, listed, weightGradients } from './linear-map.ts';

/**
 * `selfAttention` as two products, with nothing put apart or together between them. The gradient of x is one sum over
 * queries, keys and values, where the composition adds up three: it differs by rounding.
 */
export function nativeSelfAttention(backend: NativeBackend, inputs: SelfAttentionInputs): tf.Tensor {
  const { x, queryKeyValue, out, angles, joining } = inputs;
  if (x.size === 0) return composedSelfAttention(inputs);
  assertFits(x, queryKeyValue);
  const [batch, tokens] = x.shape;
  const [width, outputs] = out.weight.shape;
  const layout = layoutOf(inputs);
  const plain = joiningOf(backend, [batch, tokens, 3 * width], queryKeyValue, undefined);
  const join = joiningOf(backend, [batch, tokens, outputs], out, joining);
  return withGradient([x, ...listed(queryKeyValue), ...listed(out), ...join.inputs], (save) => {
    const all = forward(backend, x, queryKeyValue, plain);
    const values = floatsOf(backend, all);
    turn(backend, inputs, values, angles, 1);
    const found = backend.output([batch, tokens, width]);
    const logSums = backend.output([batch, inputs.heads, tokens]);
    backend.addon.attention(...layout, values, values, values, null, null, found.values, logSums.values);
    const said = tensorOf(found);
    const value = forward(backend, said, out, join);
    save([x, queryKeyValue.weight, out.weight, all, said, tensorOf(logSums), ...join.saved]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] => {
      const [input, first, second, known, seen, sums, ...rest] = saved as [tf.Tensor, ...tf.Tensor2D[]];
      const own = weightGradients(backend, seen, dy, second, out.bias !== undefined);
      const of = floatsOf(backend, backward(backend, seen.shape, dy, second, { scale: join.scale }));
      const slopes = backend.output(known.shape);
      const from = floatsOf(backend, known);
      backend.addon.attentionGradient(
        ...[...layout, from, from, from, null, null],
        ...[floatsOf(backend, seen), floatsOf(backend, sums), of],
        ...[slopes.values, slopes.values, slopes.values],
      );
      turn(backend, inputs, slopes.values, angles, -1);
      const sum = tensorOf(slopes);
      const dx = backward(backend, input.shape, sum, first, {});
      const before = weightGradients(backend, input, sum, first, queryKeyValue.bias !== undefined);
      return [dx, ...before, ...join.gradients(dy, own, rest)];
    };
    return { value, gradFunc };
  });
}

/** Sizes, and where queries, keys, values and results lie: strides of batch, head and row, and the offset of the first. */
function layoutOf({ x, queryKeyValue, out, heads }: SelfAttentionInputs): (number | boolean)[] {
  const [batch, tokens] = x.shape;
  const [width] = out.weight.shape;
  const head = width / heads;
  if (!Number.isInteger(head) || queryKeyValue.weight.shape[1] !== 3 * width) {
    const [inputs, columns] = queryKeyValue.weight.shape;
    throw new Error(
      `selfAttention: a map [${inputs}, ${columns}] does not give ${heads} heads for one of ${width}.`,
    );
  }
  const within = (part: number) => [tokens * 3 * width, head, 3 * width, part * width];
  const result = [tokens * width, head, width, 0];
  return [batch, heads, tokens, tokens, head, true, ...within(0), ...within(1), ...within(2), ...result];
}

/** Turns queries and keys, or the gradients of both, where they lie. */
function turn(
  backend: NativeBackend,
  { x, out, heads }: SelfAttentionInputs,
  values: Float32Array,
  angles: Angles | undefined,
  direction: number,
): void {
  if (!angles) return;
  const [batch, tokens] = x.shape;
  const [width] = out.weight.shape;
  const { pairs, cosines, sines } = angles;
  backend.addon.rotaryWithin(
    ...[batch * tokens, 2 * heads, width / heads, pairs, direction],
    ...[3 * width, values, cosines, sines],
  );
}
