/** Softmax attention: over what stands before a token, for all tokens or some, and over a set. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/** Added to the score of a pair that must not attend: its weight becomes exactly zero. */
export const BLOCKED = -1e9;

/** Self-attention in which a token sees itself and what stands before it. q, k, v [B, T, heads, d]: [B, T, heads, d]. */
export const causalAttention = fused('causalAttention', composedCausalAttention);

/** The specification of {@link causalAttention}, in plain tfjs ops. */
export function composedCausalAttention(q: tf.Tensor4D, k: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const tokens = q.shape[1];
    const blocked = new Float32Array(tokens * tokens);
    for (let row = 0; row < tokens; row++) blocked.fill(BLOCKED, row * tokens + row + 1, (row + 1) * tokens);
    const scores = tf.add<tf.Tensor4D>(scaledScores(q, k), tf.tensor2d(blocked, [tokens, tokens]));
    return weightedMean(tf.softmax(scores), v);
  });
}

/**
 * Attention of q [B, T, heads, d] over the keys k and values v [B, M, heads, d], of which keyMask [B, M] says which are
 * visible (1) or not (0): [B, T, heads, d]. Where no key is visible the result is 0. No gradient flows to the mask.
 */
export const crossAttention = fused('crossAttention', composedCrossAttention);

/** The specification of {@link crossAttention}, in plain tfjs ops. */
export function composedCrossAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  keyMask?: tf.Tensor2D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const scores = scaledScores(q, k);
    if (!keyMask) return weightedMean(tf.softmax(scores), v);
    const [batch, keys] = keyMask.shape;
    const visible = tf.reshape(tf.cast(keyMask, 'float32'), [batch, 1, 1, keys]);
    const weights = tf.softmax(tf.add(scores, tf.mul(tf.sub(1, visible), BLOCKED)));
    return weightedMean(tf.mul(weights, visible), v);
  });
}

/**
 * Causal attention of chosen tokens alone: query r of q [B, R, heads, d] stands at token places [B, R] (int32) of the keys k
 * and values v [B, T, heads, d] and sees that token and what stands before it: [B, R, heads, d]. The place -1 is that of a
 * padded query, which sees nothing: its result is 0. Places below -1 or from T on are refused where an engine can tell.
 */
export const attendFrom = fused('attendFrom', composedAttendFrom);

/** The specification of {@link attendFrom}, in plain tfjs ops. */
export function composedAttendFrom(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  places: tf.Tensor2D,
): tf.Tensor4D {
  return tf.tidy(() => {
    const [batch, queries] = places.shape;
    const keys = tf.range(0, k.shape[1], 1, 'int32');
    const seen = tf.lessEqual(keys, tf.reshape(places, [batch, 1, queries, 1]));
    const visible = tf.cast(seen, 'float32');
    const weights = tf.softmax(tf.add(scaledScores(q, k), tf.mul(tf.sub(1, visible), BLOCKED)));
    return weightedMean(tf.mul(weights, visible), v);
  });
}

/** The products of all queries and keys of a head, [B, heads, Tq, Tk], by the square root of its width. */
export function scaledScores(q: tf.Tensor4D, k: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(tf.matMul(byHead(q), byHead(k), false, true), 1 / Math.sqrt(q.shape[3]));
}

/** What weights [B, heads, Tq, Tk] make of values [B, Tk, heads, d]: [B, Tq, heads, d]. */
export function weightedMean(weights: tf.Tensor4D, v: tf.Tensor4D): tf.Tensor4D {
  return byHead(tf.matMul(weights, byHead(v)));
}

/** [B, T, heads, d] as [B, heads, T, d], and back. */
const byHead = (x: tf.Tensor4D): tf.Tensor4D => tf.transpose(x, [0, 2, 1, 3]);
