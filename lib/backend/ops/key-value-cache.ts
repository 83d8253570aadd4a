/** The keys and values that decoding has met, and attention over them. */
import type * as tf from '@tensorflow/tfjs';
import { attendFrom } from './attention.ts';
import { biasedAttention } from './biased-attention.ts';
import { Room } from './room.ts';

/**
 * The keys and values of one attention layer while B texts are being written: `begin` with what their first tokens add, then
 * `put` what one more token adds, and `attend` from it over the tokens up to it. Not differentiable. The cache owns its
 * tensors: call `dispose` when decoding ends.
 */
export class KeyValueCache {
  readonly #keys: Room<tf.Tensor4D>;
  readonly #values: Room<tf.Tensor4D>;

  /** @param capacity the most tokens of a text that it may hold */
  constructor(capacity: number) {
    this.#keys = new Room(capacity);
    this.#values = new Room(capacity);
  }

  /** Holds the keys and values k, v [B, T, heads, d] of the first tokens, and of no others. Throws if they are too many. */
  begin(k: tf.Tensor4D, v: tf.Tensor4D): void {
    this.#keys.begin(k);
    this.#values.begin(v);
  }

  /** Holds k, v [B, 1, heads, d] as those of the tokens at `places` [B, 1] (int32), instead of what was there. */
  put(k: tf.Tensor4D, v: tf.Tensor4D, places: tf.Tensor2D): void {
    this.#keys.put(k, places);
    this.#values.put(v, places);
  }

  /**
   * What q [B, 1, heads, d] reads of the tokens up to those at `places` [B, 1]; `bias` [B, heads, 1, capacity] is added to the
   * scaled scores.
   */
  attend(q: tf.Tensor4D, places: tf.Tensor2D, bias?: tf.Tensor4D): tf.Tensor4D {
    const [k, v] = [this.#keys.all, this.#values.all];
    return bias ? biasedAttention(q, k, v, { bias, places }) : attendFrom(q, k, v, places);
  }

  /** Goes on with these of the texts alone, by their numbers. */
  keep(texts: readonly number[]): void {
    this.#keys.keep(texts);
    this.#values.keep(texts);
  }

  dispose(): void {
    this.#keys.dispose();
    this.#values.dispose();
  }
}
