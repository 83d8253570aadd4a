/** What a way of showing positions to the model is: one row of the registry beside it. */
import * as tf from '@tensorflow/tfjs';
import type { z } from 'zod';
import type { Angles } from '../../../backend/index.ts';
import type { KindSchema } from '../../kinds.ts';
import type { Parameters } from '../../parameters.ts';

/** B batch, T tokens, D width, d width of a head. Everything is optional: a model may see no positions at all. */
export interface PositionEncoding {
  /** Embeddings x [B, T, D] of tokens at positions [B, T] (int32), with what the positions add. */
  readonly embed?: (x: tf.Tensor3D, positions: tf.Tensor2D) => tf.Tensor3D;
  /** What positions do in the attention of one block; its parameters, if any, are made below `parameters`. */
  readonly attention?: (parameters: Parameters) => AttentionEncoding;
}

export interface AttentionEncoding {
  /** Queries or keys [B, T, heads, d] at positions [B, T], as they meet each other. */
  readonly turn?: (x: tf.Tensor4D, positions: tf.Tensor2D) => tf.Tensor4D;
  /** Where `turn` turns the pairs of heads of `width` numbers and does nothing else: by which angles. */
  readonly angles?: (positions: tf.Tensor2D, width: number) => Angles;
  readonly bias?: PairBias;
}

/**
 * What is added to the scaled scores of queries and keys at positions [B, Tq] and [B, Tk]: [B, heads, Tq, Tk]. It must be
 * finite for every pair, also where the key stands after the query and is not seen.
 */
export type PairBias = (queries: tf.Tensor2D, keys: tf.Tensor2D) => tf.Tensor4D;

/** What an encoding may need to know of the Transformer. */
export interface EncodingSizes {
  /** D. */
  readonly width: number;
  readonly heads: number;
  /** All positions are below this. */
  readonly limit: number;
}

/** One row; `S` is the schema of its options. */
export interface EncodingRow<S extends KindSchema = KindSchema> {
  readonly schema: S;
  /** What is wrong with these options for a Transformer of this size, if anything. */
  problem?(options: z.infer<S>, sizes: EncodingSizes): string | undefined;
  /** Parameters of the whole model, if any, are made below `parameters`. */
  make(options: z.infer<S>, sizes: EncodingSizes, parameters: Parameters): PositionEncoding;
}

/** A row as it is, with the types of its options. */
export const defineEncoding = <S extends KindSchema>(row: EncodingRow<S>): EncodingRow<S> => row;

/** How far each query stands after each key, [B, Tq] and [B, Tk] to [B, Tq, Tk]; negative if it stands before. */
export function distances(queries: tf.Tensor2D, keys: tf.Tensor2D): tf.Tensor3D {
  const float = (x: tf.Tensor) => tf.cast(x, 'float32');
  return tf.sub(tf.expandDims(float(queries), 2), tf.expandDims(float(keys), 1));
}
