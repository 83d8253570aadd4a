/** Attention whose scores get a bias, or whose queries stand at chosen places of the sequence; composed from tfjs ops. */
import * as tf from '@tensorflow/tfjs';
import { BLOCKED, scaledScores, weightedMean } from './attention.ts';

/** What decides, beside queries and keys, how Tq queries attend to Tk keys. */
export interface AttentionTerms {
  /** Added to the scaled scores, [B, heads, Tq, Tk]; any of the first two may be 1. */
  readonly bias?: tf.Tensor4D | undefined;
  /** For each query the last key that it sees, [B, Tq] or [1, Tq] (int32); absent: it sees all. */
  readonly places?: tf.Tensor2D | undefined;
  /** [B, Tk], 1 for a key that can be seen, 0 for padding. Each query must see a key. */
  readonly keyMask?: tf.Tensor2D | undefined;
}

/** How much each query reads of each key: q [B, Tq, heads, d] and k [B, Tk, heads, d] to [B, heads, Tq, Tk], 1 in sum. */
export function attentionWeights(q: tf.Tensor4D, k: tf.Tensor4D, terms: AttentionTerms = {}): tf.Tensor4D {
  const { bias, places, keyMask } = terms;
  return tf.tidy(() => {
    let scores = scaledScores(q, k);
    if (bias) scores = tf.add(scores, bias);
    if (places) {
      const later = tf.less(tf.expandDims(places, 2), tf.range(0, k.shape[1], 1, 'int32'));
      scores = tf.add(scores, tf.mul(tf.expandDims(tf.cast(later, 'float32'), 1), BLOCKED));
    }
    if (keyMask) {
      const [batch, keys] = keyMask.shape;
      const hidden = tf.sub(1, tf.reshape(tf.cast(keyMask, 'float32'), [batch, 1, 1, keys]));
      scores = tf.add(scores, tf.mul(hidden, BLOCKED));
    }
    return tf.softmax(scores);
  });
}

/** {@link attentionWeights} times the values v [B, Tk, heads, d]: [B, Tq, heads, d]. */
export function biasedAttention(
  q: tf.Tensor4D,
  k: tf.Tensor4D,
  v: tf.Tensor4D,
  terms: AttentionTerms,
): tf.Tensor4D {
  return tf.tidy(() => weightedMean(attentionWeights(q, k, terms), v));
}
