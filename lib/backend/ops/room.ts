/** Tensors with room for more rows than have been written: what is known of the tokens of texts that grow. */
import * as tf from '@tensorflow/tfjs';
import { fused } from '../registry.ts';

/** A row for each token of B texts, [B, capacity, ...]; 0 where there is no token yet. Not differentiable. */
export class Room<T extends tf.Tensor> {
  readonly capacity: number;
  #all: T | undefined;

  /** @param capacity the most rows of a text */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new Error(`A cache must have room for one token or more, not for ${capacity}.`);
    }
    this.capacity = capacity;
  }

  /** [B, capacity, ...]; the room's own. Throws before `begin`. */
  get all(): T {
    if (!this.#all) throw new Error('The cache is empty: begin with the first tokens.');
    return this.#all;
  }

  /** The first rows [B, T, ...], and no others. Throws if they are too many. */
  begin(rows: T): void {
    const shape: number[] = rows.shape;
    const free = this.capacity - shape[1];
    if (free < 0) throw new Error(`The cache holds at most ${this.capacity} tokens, not ${shape[1]}.`);
    this.#hold(tf.pad(rows, shape.map((_, axis) => [0, axis === 1 ? free : 0]))); // prettier-ignore
  }

  /** Rows [B, 1, ...] at `places` [B, 1] (int32), which are refused where an engine can tell that they are not in the room. */
  put(rows: T, places: tf.Tensor2D): void {
    const before = this.all;
    const after = putRows(before, rows, places) as T;
    if (after !== before) this.#hold(after);
  }

  /** Goes on with these of the texts alone, by their numbers. */
  keep(texts: readonly number[]): void {
    this.#hold(tf.tidy(() => tf.gather(this.all, tf.tensor1d([...texts], 'int32'))));
  }

  dispose(): void {
    this.#all?.dispose();
    this.#all = undefined;
  }

  #hold(all: T): void {
    const held = tf.keep(all);
    this.dispose();
    this.#all = held;
  }
}

/** The room with other rows: a new tensor, or the same one where an engine writes into it. */
const putRows = fused('putRows', composedPutRows);

/** The specification of `putRows`, in plain tfjs ops. */
export function composedPutRows(room: tf.Tensor, rows: tf.Tensor, places: tf.Tensor2D): tf.Tensor {
  return tf.tidy(() => {
    const [batch, capacity, ...row] = room.shape;
    const here = tf.equal(tf.range(0, capacity, 1, 'int32'), places);
    return tf.where(tf.reshape(here, [batch, capacity, ...row.map(() => 1)]), rows, room);
  });
}
