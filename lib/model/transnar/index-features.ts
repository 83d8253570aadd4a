/** Which node is which: the index of nodes, shown with the memory. */
import * as tf from '@tensorflow/tfjs';
import type { Memory } from '../memory.ts';

/** The slowest wave is this many times as long as the fastest, whose length is 2 pi nodes. */
const slowest = 100;

/**
 * The memory with sines and cosines of the node index, or of what the text calls the node, `width` numbers each: after the
 * features of a node those of its index, after those of an edge those of both its ends. Answers name nodes by index, and
 * without this the memory tells only relative positions.
 */
export function withIndexFeatures({ nodes, edges, mask, labels }: Memory, width: number): Memory {
  if (width === 0) return { nodes, edges, mask };
  const [batch, count] = nodes.shape;
  const indices = Array.from({ length: count }, (_, index) => index);
  const rows = (labels ?? [indices]).flatMap((own) => indices.map((index) => own[index] ?? index)); // or padding
  const waves = tf.tensor3d(indexWaves(rows, width), [rows.length / count, count, width]);
  const times = (batch * count) / rows.length;
  return {
    nodes: tf.concat([nodes, tf.tile(waves, [times, 1, 1])], 2),
    edges: tf.concat(
      [
        edges,
        tf.tile(tf.expandDims<tf.Tensor4D>(waves, 2), [times, 1, count, 1]),
        tf.tile(tf.expandDims<tf.Tensor4D>(waves, 1), [times, count, 1, 1]),
      ],
      3,
    ),
    mask,
  };
}

/** A row of `width` for each index, sines in its first half, cosines in its second. */
function indexWaves(indices: readonly number[], width: number): Float32Array {
  const pairs = width / 2;
  const waves = new Float32Array(indices.length * width);
  indices.forEach((index, row) => {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = index * slowest ** (-pair / pairs);
      waves[row * width + pair] = Math.sin(angle);
      waves[row * width + pairs + pair] = Math.cos(angle);
    }
  });
  return waves;
}
