import * as tf from '@tensorflow/tfjs';
import { nativeAttention, nativeSelfAttention } from '../native/ops/attention.ts';
import { nativeBackend } from '../native/tensors.ts';

/** Added to the score of a pair that must not attend: its weight becomes exactly zero. */
const BLOCKED = -1e9;

/** Self-attention in which a token sees itself and what stands before it. q, k, v [B, heads, T, d]: [B, heads, T, d]. */
export function causalAttention(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  const native = q.size > 0 && nativeBackend();
  return native ? nativeAttention(native, q, k, v, { causal: true }) : composedCausalAttention(q, k, v);
}

/** The specification of {@link causalAttention}, in plain tfjs ops. */
export function composedCausalAttention(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const tokens = q.shape[2];
    const blocked = new Float32Array(tokens * tokens);
    for (let row = 0; row < tokens; row++) blocked.fill(BLOCKED, row * tokens + row + 1, (row + 1) * tokens);
    const scores = tf.add(scaledScores(q, k), tf.tensor2d(blocked, [tokens, tokens]));
    return tf.matMul(tf.softmax(scores), v);
  });
}

/**
 * Causal self-attention of queries, keys and values that stand side by side, qkv [B, T, 3 * heads * d], as one linear map
 * makes them: [B, T, heads * d]. Saves the rearrangement into heads, in time and memory.
 */
export function causalSelfAttention(qkv: tf.Tensor3D, heads: number): tf.Tensor3D {
  if (qkv.shape[2] % (3 * heads) !== 0) {
    throw new Error(
      `causalSelfAttention: a width of ${qkv.shape[2]} does not split into 3 x ${heads} heads.`,
    );
  }
  const native = qkv.size > 0 && nativeBackend();
  return native ? nativeSelfAttention(native, qkv, heads) : composedCausalSelfAttention(qkv, heads);
}

/** The specification of {@link causalSelfAttention}, in plain tfjs ops. */
export function composedCausalSelfAttention(qkv: tf.Tensor3D, heads: number): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, tokens, width] = qkv.shape;
    const split = tf.reshape(qkv, [batch, tokens, 3, heads, width / (3 * heads)]);
    const [q, k, v] = tf.unstack(tf.transpose(split, [2, 0, 3, 1, 4])) as [
      tf.Tensor4D,
      tf.Tensor4D,
      tf.Tensor4D,
    ];
    const mixed = tf.transpose(composedCausalAttention(q, k, v), [0, 2, 1, 3]);
    return tf.reshape(mixed, [batch, tokens, width / 3]);
  });
}

/**
 * Attention of q [B, heads, T, d] over the keys k and values v [B, heads, M, d], of which keyMask [B, M] says which are
 * visible (1) or not (0): [B, heads, T, d]. Where no key is visible the result is 0. No gradient flows to the mask.
 */
export function crossAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  const native = q.size > 0 && k.size > 0 && nativeBackend();
  if (!native) return composedCrossAttention(q, k, v, keyMask);
  const mask = keyMask && tf.cast(keyMask, 'float32');
  const result = nativeAttention(native, q, k, v, { causal: false, keyMask: mask });
  mask?.dispose();
  return result;
}

/** The specification of {@link crossAttention}, in plain tfjs ops. */
export function composedCrossAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const scores = scaledScores(q, k);
    if (!keyMask) return tf.matMul(tf.softmax(scores), v);
    const [batch, keys] = keyMask.shape;
    const visible = tf.reshape(tf.cast(keyMask, 'float32'), [batch, 1, 1, keys]);
    const weights = tf.softmax(tf.add(scores, tf.mul(tf.sub(1, visible), BLOCKED)));
    return tf.matMul(tf.mul(weights, visible), v);
  });
}

function scaledScores(q: tf.Tensor4D, k: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[3]));
}
