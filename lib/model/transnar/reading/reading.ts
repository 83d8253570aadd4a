/** What a way of reading the memory is: one row of the registry beside it. */
import * as tf from '@tensorflow/tfjs';
import type { Joining } from '../../../backend/index.ts';
import type { MemoryWidths } from '../../memory.ts';
import { type JoiningLayer, linearLayer } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';
import type { StartingWeights } from '../../transformer/initial.ts';

/** B batch, N nodes, T tokens, D their width. */
export interface ReadingRow {
  /** Whether edges are read: if not, nothing is made for them. */
  readonly edges: boolean;
  /** What one layer reads with, its parameters below `parameters`. */
  make(parameters: Parameters, sizes: ReadingSizes): Reading;
}

export interface Reading {
  /** What is made once for a memory, however many tokens read it. */
  prepare(memory: ReadableMemory): Prepared;
  /** Normalised tokens [B, T, D] to what they read, [B, T, D], as it joins the residual stream. */
  read(x: tf.Tensor, memory: Prepared, joining?: Joining): tf.Tensor;
}

/** What tokens meet: made once for a memory, however many tokens read it. A type, so that tidy sees the tensors. */
export type KeysAndValues = {
  /** [B, M, heads, d] */
  k: tf.Tensor4D;
  v: tf.Tensor4D;
  /** [B, M], 1 what is real, 0 what pads. */
  mask: tf.Tensor2D;
};

/** Keys and values by what they are made of. A type, so that tidy sees the tensors. */
export type Prepared = { [part: string]: KeysAndValues };

/** What was made for the memories of these of the texts, by their numbers. */
export function ofTexts(prepared: Prepared, texts: readonly number[]): Prepared {
  const numbers = tf.tensor1d([...texts], 'int32');
  const kept = <T extends tf.Tensor>(x: T): T => tf.gather(x, numbers);
  return Object.fromEntries(
    Object.entries(prepared).map(([part, { k, v, mask }]) => [
      part,
      { k: kept(k), v: kept(v), mask: kept(mask) },
    ]),
  );
}

/** Features for one layer: nodes [B, N, Fn], edges [B, N * N, Fe], and what of them is real. */
export interface ReadableMemory {
  readonly nodes: tf.Tensor3D;
  readonly edges: tf.Tensor3D;
  readonly nodeMask: tf.Tensor2D;
  readonly edgeMask: tf.Tensor2D;
}

export interface ReadingSizes {
  /** D. */
  readonly tokenWidth: number;
  /** Fn and Fe. */
  readonly features: MemoryWidths;
  /** A, the widths of all heads together. */
  readonly width: number;
  readonly heads: number;
  readonly start: StartingWeights;
}

/** `out`: from `inputs` numbers per token to what joins the residual stream. */
export function outLayer(
  parameters: Parameters,
  inputs: number,
  { tokenWidth, start: { residual, bias } }: ReadingSizes,
): JoiningLayer {
  return linearLayer(parameters, 'out', inputs, tokenWidth, { weight: residual, bias });
}
