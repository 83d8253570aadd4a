/** Padded nodes: which they are, and how they are kept from having any influence. */
import * as tf from '@tensorflow/tfjs';
import { evenMax } from '../../backend/index.ts';
import type { Batch } from '../../dataset/index.ts';

/** Added to what must not be chosen: its probability becomes exactly zero. */
const EXCLUDED = -1e9;

export interface Padding {
  /** [B, N], 1 for a real node, 0 for padding. */
  readonly real: tf.Tensor2D;
}

/** `undefined` where every graph of the batch is as large as the largest. */
export function paddingOf(batch: Batch): Padding | undefined {
  return batch.nodeCounts.every((count) => count === batch.nodes) ? undefined : { real: realNodes(batch) };
}

/** [B, N], 1 for a real node, 0 for padding. */
export function realNodes({ size, nodes, nodeCounts }: Batch): tf.Tensor2D {
  const real = new Float32Array(size * nodes);
  nodeCounts.forEach((count, sample) => real.fill(1, sample * nodes, sample * nodes + count));
  return tf.tensor2d(real, [size, nodes]);
}

/** Logits [B, ..., N] of a choice among nodes, with padded nodes out of the question. */
export function amongRealNodes(logits: tf.Tensor, padding: Padding | undefined): tf.Tensor {
  if (!padding) return logits;
  const [size, nodes] = padding.real.shape;
  const ones = Array<number>(logits.rank - 2).fill(1);
  return tf.add(logits, tf.reshape(tf.mul(tf.sub(1, padding.real), EXCLUDED), [size, ...ones, nodes]));
}

/** Maximum of x [B, N, F] over the real nodes: [B, F]. */
export function maxOverNodes(x: tf.Tensor3D, padding: Padding | undefined): tf.Tensor2D {
  const candidates = padding ? tf.add(x, tf.expandDims(tf.mul(tf.sub(1, padding.real), EXCLUDED), 2)) : x;
  return evenMax(candidates, 1) as tf.Tensor2D;
}

/** Mean of x [B, N, N, N] over the real nodes of axis 1 or 2: [B, N, N]. */
export function meanOverNodes(x: tf.Tensor, axis: 1 | 2, padding: Padding | undefined): tf.Tensor {
  if (!padding) return tf.mean(x, axis);
  const { real } = padding;
  const [size, nodes] = real.shape;
  const share = tf.div(real, tf.sum(real, 1, true));
  return tf.sum(tf.mul(x, tf.reshape(share, axis === 1 ? [size, nodes, 1, 1] : [size, 1, nodes, 1])), axis);
}

/**
 * Logits [B, N, N] of a matching of nodes to nodes, with padded nodes matched among themselves: a real row has no
 * padded column and the other way round.
 */
export function matchingRealNodes(logits: tf.Tensor, padding: Padding | undefined): tf.Tensor {
  if (!padding) return logits;
  const [rows, columns] = [tf.expandDims(padding.real, 2), tf.expandDims(padding.real, 1)];
  const mixed = tf.abs(tf.sub(rows, columns));
  return tf.add(tf.mul(logits, tf.mul(rows, columns)), tf.mul(mixed, EXCLUDED));
}
