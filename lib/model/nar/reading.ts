/** What is read after a step, and by whom: decoders, and TransNAR through the memory. */
import type * as tf from '@tensorflow/tfjs';
import type { RandomState } from '../../random/index.ts';
import type { EdgeFeatures } from './edge-features.ts';
import type { Padding } from './padding.ts';

/** What decoders read. */
export type Reading = {
  /** [B, N, 3H], node encodings, the state that the step was given, and that which it left. */
  readonly nodes: tf.Tensor3D;
  /** [B, N, N, H] each: edge encodings, then embeddings or two states if the processor has them; empty if nobody reads. */
  readonly edges: EdgeFeatures[];
  /** [B, H]. */
  readonly graph: tf.Tensor2D;
  /** [B, N, N, N, F], what is encoded of triplets, if anything is; with the edges alone. */
  readonly triplets?: tf.Tensor5D | undefined;
  /** [B, N, N], 1 where a pointer or an edge mask may be decoded; default everywhere. */
  readonly allowed: tf.Tensor3D | undefined;
};

export interface DecodingContext {
  readonly padding: Padding | undefined;
  /** Given in training only: matchings are decoded with noise. */
  readonly random: RandomState | undefined;
}

export interface Decoder {
  readonly readsEdges: boolean;
  /** Logits [B, ...] in the probe's dense shape; numbers of scalars; log-probabilities of permutation pointers. */
  readonly decode: (reading: Reading, context: DecodingContext) => tf.Tensor;
}

export interface DecoderWidths {
  readonly nodes: number;
  readonly edges: number;
  /** H, also of the graph encodings. */
  readonly hidden: number;
  /** F, where decoders see triplets of nodes. */
  readonly triplets?: number | undefined;
}
