import * as tf from '@tensorflow/tfjs';
import { crossAttention } from './attention.ts';

/**
 * The keys and values of one attention layer while decoding: `append` what a token adds, `attend` from the newest token
 * over all that is held. Not differentiable. The cache owns its tensors: call `dispose` when decoding ends.
 */
export class KeyValueCache {
  readonly capacity: number;
  #keys: tf.Tensor4D | undefined;
  #values: tf.Tensor4D | undefined;

  /** @param capacity the most tokens that it may hold */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new Error(`The capacity of a key-value cache must be a positive integer, not ${capacity}.`);
    }
    this.capacity = capacity;
  }

  /** Number of tokens held. */
  get length(): number {
    return this.#keys?.shape[2] ?? 0;
  }

  /** Adds the keys and values k, v [B, heads, t, d] of the next t tokens. Throws when the cache is full. */
  append(k: tf.Tensor4D, v: tf.Tensor4D): void {
    if (this.length + k.shape[2] > this.capacity) {
      throw new Error(`The key-value cache holds at most ${this.capacity} tokens.`);
    }
    this.#keys = extended(this.#keys, k);
    this.#values = extended(this.#values, v);
  }

  /** Attention of q [B, heads, t, d] over all tokens held; keyMask [B, length] hides padding (0). */
  attend(q: tf.Tensor4D, keyMask?: tf.Tensor2D): tf.Tensor4D {
    if (!this.#keys || !this.#values)
      throw new Error('The key-value cache is empty: append before you attend.');
    return crossAttention(q, this.#keys, this.#values, keyMask);
  }

  dispose(): void {
    tf.dispose([this.#keys ?? [], this.#values ?? []]);
    this.#keys = undefined;
    this.#values = undefined;
  }
}

/** `held` followed by `added` along the tokens; takes over `held`. */
function extended(held: tf.Tensor4D | undefined, added: tf.Tensor4D): tf.Tensor4D {
  const result = tf.keep(held ? tf.concat([held, added], 2) : tf.clone(added));
  held?.dispose();
  return result;
}
