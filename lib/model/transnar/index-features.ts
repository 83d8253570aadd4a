/** Which node is which: the index of nodes, shown with the memory. */
import * as tf from '@tensorflow/tfjs';
import type { Memory } from '../memory.ts';

/** The slowest wave is this many times as long as the fastest, whose length is 2 pi nodes. */
const slowest = 100;

/**
 * The memory with sines and cosines of the node index, `width` numbers each: after the features of a node those of its
 * index, after those of an edge those of both its ends. Answers name nodes by index, and without this the memory tells
 * only relative positions.
 */
export function withIndexFeatures({ nodes, edges, mask }: Memory, width: number): Memory {
  if (width === 0) return { nodes, edges, mask };
  const [batch, count] = nodes.shape;
  const waves = tf.tensor2d(indexWaves(count, width), [count, width]);
  const spread = (shape: [number, number, number, number]) =>
    tf.tile(tf.reshape<tf.Rank.R4>(waves, shape), [batch, count / shape[1], count / shape[2], 1]);
  return {
    nodes: tf.concat([nodes, tf.tile(tf.expandDims<tf.Tensor3D>(waves, 0), [batch, 1, 1])], 2),
    edges: tf.concat([edges, spread([1, count, 1, width]), spread([1, 1, count, width])], 3),
    mask,
  };
}

/** [count, width], sines in the first half of each row, cosines in the second. */
function indexWaves(count: number, width: number): Float32Array {
  const pairs = width / 2;
  const waves = new Float32Array(count * width);
  for (let index = 0; index < count; index++) {
    for (let pair = 0; pair < pairs; pair++) {
      const angle = index * slowest ** (-pair / pairs);
      waves[index * width + pair] = Math.sin(angle);
      waves[index * width + pairs + pair] = Math.cos(angle);
    }
  }
  return waves;
}
