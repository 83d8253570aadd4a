/** Causal self-attention of whole texts, from tokens to what joins the residual stream. */
import * as tf from '@tensorflow/tfjs';
import type { SelfAttentionInputs } from '../kernels.ts';
import { fused } from '../registry.ts';
import { causalAttention } from './attention.ts';
import { linear } from './linear.ts';
import { rotate } from './rotary.ts';
import { view } from './view.ts';

/**
 * x [B, T, D] is mapped to queries, keys and values, of which the first two are turned by the angles, if there are any; each
 * token attends to itself and to what stands before it; and what it finds, [B, T, A], is mapped to [B, T, O], joined as by
 * `linear`.
 */
export const selfAttention = fused('selfAttention', composedSelfAttention);

/** The specification of {@link selfAttention}. */
export function composedSelfAttention(inputs: SelfAttentionInputs): tf.Tensor {
  const { x, queryKeyValue, out, heads, angles, joining } = inputs;
  return tf.tidy(() => {
    const [batch, tokens] = x.shape;
    const [width] = out.weight.shape;
    // Split as one, so that their gradients are put together again as one.
    const columns = tf.split<tf.Tensor2D>(queryKeyValue.weight, 3, 1);
    const offsets = queryKeyValue.bias && tf.split<tf.Tensor1D>(queryKeyValue.bias, 3);
    const [q, k, v] = columns.map((weight, part) =>
      view<tf.Rank.R4>(linear(x, weight, offsets?.[part]), [batch, tokens, heads, width / heads]),
    );
    const turned = (part: tf.Tensor4D) => (angles ? rotate(part, angles) : part);
    const found = view<tf.Rank.R3>(causalAttention(turned(q), turned(k), v), [batch, tokens, width]);
    return linear(found, out.weight, out.bias, undefined, joining);
  });
}
