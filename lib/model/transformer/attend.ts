/** How tokens attend: all of a text at once, or those of texts that are being written to all before them. */
import * as tf from '@tensorflow/tfjs';
import {
  KeyValueCache,
  Room,
  attendFrom,
  attentionWeights,
  biasedAttention,
  causalAttention,
} from '../../backend/index.ts';
import type { PairBias } from './positions/encoding.ts';
import { positionsAt } from './rows.ts';
import type { Attend } from './self-attention.ts';

/**
 * Each token at positions [B, T] attends to itself and to what stands before it; with `places` [B, R] (int32), those tokens
 * alone do.
 */
export function attendCausally(positions: tf.Tensor2D, places?: tf.Tensor2D): Attend {
  const terms = (bias: PairBias | undefined) => ({
    places: places ?? tf.expandDims<tf.Tensor2D>(tf.range(0, positions.shape[1], 1, 'int32'), 0),
    bias: bias?.(places ? positionsAt(positions, places) : positions, positions),
  });
  return {
    places,
    whole: places === undefined,
    values(q, k, v, bias) {
      if (bias) return biasedAttention(q, k, v, terms(bias));
      return places ? attendFrom(q, k, v, places) : causalAttention(q, k, v);
    },
    weights: (q, k, bias) => attentionWeights(q, k, terms(bias)),
  };
}

/** How tokens attend in a layer, counted over all runs of the blocks; `places` as in {@link attendCausally}. */
export type AttendIn = (layer: number, places?: tf.Tensor2D) => Attend;

/** What the layers of a model remember of texts that are being written: keys, values and positions of their tokens. */
export class AttentionCache {
  readonly #layers: readonly KeyValueCache[];
  readonly #positions: Room<tf.Tensor2D>;

  /** Of `layers` layers and texts of at most `capacity` tokens. */
  constructor(layers: number, capacity: number) {
    this.#layers = Array.from({ length: layers }, () => new KeyValueCache(capacity));
    this.#positions = new Room(capacity);
  }

  /** The first tokens of the texts, at positions [B, T]: they attend to each other, in one layer after another. */
  begin(positions: tf.Tensor2D): AttendIn {
    this.#positions.begin(positions);
    return (layer, places) => {
      const within = attendCausally(positions, places);
      return {
        ...within,
        whole: false,
        values: (q, k, v, bias) => {
          this.#layers[layer].begin(k, v);
          return within.values(q, k, v, bias);
        },
      };
    };
  }

  /** One more token of each text, at positions and places among its tokens, both [B, 1]: it sees the tokens up to itself. */
  extend(positions: tf.Tensor2D, places: tf.Tensor2D): AttendIn {
    this.#positions.put(positions, places);
    return (layer) => ({
      values: (q, k, v, bias) => {
        this.#layers[layer].put(k, v, places);
        return this.#layers[layer].attend(q, places, bias?.(positions, this.#positions.all));
      },
    });
  }

  /** Goes on with these of the texts alone, by their numbers. */
  keep(texts: readonly number[]): void {
    for (const each of [...this.#layers, this.#positions]) each.keep(texts);
  }

  dispose(): void {
    for (const each of [...this.#layers, this.#positions]) each.dispose();
  }
}
