/** The keys and values that decoding has met, and attention over them. */
import * as tf from '@tensorflow/tfjs';
import type { KeyValueStore } from '../kernels.ts';
import { fused } from '../registry.ts';
import { crossAttention } from './attention.ts';
import { biasedAttention } from './biased-attention.ts';

const keyValueStore = fused('keyValueStore', composedKeyValueStore);

/**
 * The keys and values of one attention layer while decoding: `append` what a token adds, `attend` from the newest token
 * over all that is held. Not differentiable. The cache owns its tensors: call `dispose` when decoding ends.
 */
export class KeyValueCache {
  readonly capacity: number;
  readonly #store: KeyValueStore;

  /** @param capacity the most tokens that it may hold */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new Error(`The capacity of a key-value cache must be a positive integer, not ${capacity}.`);
    }
    this.capacity = capacity;
    this.#store = keyValueStore(capacity);
  }

  /** Number of tokens held. */
  get length(): number {
    return this.#store.length();
  }

  /** Adds the keys and values k, v [B, t, heads, d] of the next t tokens. Throws when the cache is full. */
  append(k: tf.Tensor4D, v: tf.Tensor4D): void {
    if (this.length + k.shape[1] > this.capacity) {
      throw new Error(`The key-value cache holds at most ${this.capacity} tokens.`);
    }
    this.#store.append(k, v);
  }

  /**
   * Attention of q [B, t, heads, d] over all tokens held; keyMask [B, length] hides padding (0), and `bias`
   * [B, heads, t, length] is added to the scaled scores.
   */
  attend(q: tf.Tensor4D, keyMask?: tf.Tensor2D, bias?: tf.Tensor4D): tf.Tensor4D {
    if (this.length === 0) throw new Error('The key-value cache is empty: append before you attend.');
    return this.#store.attend(q, keyMask, bias);
  }

  dispose(): void {
    this.#store.dispose();
  }
}

/** The specification, in plain tfjs ops: every append makes new tensors. */
export function composedKeyValueStore(): KeyValueStore {
  let keys: tf.Tensor4D | undefined;
  let values: tf.Tensor4D | undefined;
  return {
    length: () => keys?.shape[1] ?? 0,
    append: (k, v) => {
      keys = extended(keys, k);
      values = extended(values, v);
    },
    attend: (q, keyMask, bias) => {
      if (!keys || !values) throw new Error('The key-value store is empty.');
      if (bias) return biasedAttention(q, keys, values, { bias, keyMask });
      return crossAttention(q, keys, values, keyMask);
    },
    dispose: () => {
      tf.dispose([keys ?? [], values ?? []]);
      keys = values = undefined;
    },
  };
}

/** `held` followed by `added` along the tokens; takes over `held`. */
function extended(held: tf.Tensor4D | undefined, added: tf.Tensor4D): tf.Tensor4D {
  const result = tf.keep(held ? tf.concat([held, added], 1) : tf.clone(added));
  held?.dispose();
  return result;
}
