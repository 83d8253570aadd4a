/** The memory that passes from a reasoner to the language model that reads it. */
import * as tf from '@tensorflow/tfjs';

/** What a language model reads of a reasoner. B batch, N nodes, Fn and Fe numbers per node and per edge. */
export interface Memory {
  /** [B, N, Fn]. */
  readonly nodes: tf.Tensor3D;
  /** [B, N, N, Fe]. */
  readonly edges: tf.Tensor4D;
  /** [B, N], 1 for a real node, 0 for padding. An edge is real if both of its nodes are. */
  readonly mask: tf.Tensor2D;
  /** What the text calls each node, problem by problem; absent: 0 to N - 1. */
  readonly labels?: readonly (readonly number[])[] | undefined;
}

/** Numbers per node and per edge of a memory. */
export interface MemoryWidths {
  readonly nodes: number;
  readonly edges: number;
}

/** Frees the tensors of a memory. */
export function disposeMemory({ nodes, edges, mask }: Memory): void {
  tf.dispose([nodes, edges, mask]);
}
