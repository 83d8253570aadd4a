/** Rows of a table by their numbers, with a fast gradient. */
import * as tf from '@tensorflow/tfjs';
import { scatterAdd, withGradient } from '../../backend/index.ts';

/**
 * Rows of a table [R, D] at `indices` [...] (int32): [..., D]. The gradient adds up the rows that were read more than
 * once. `tf.gather` gives the same, but its gradient on the cpu backend takes time R times the number of indices.
 */
export function lookUp(table: tf.Tensor2D, indices: tf.Tensor): tf.Tensor {
  return withGradient([table], (save) => {
    // Saved, since a tidy around the forward pass may dispose the indices before the backward pass.
    save([indices]);
    return {
      value: tf.gather(table, indices),
      gradFunc: (dy: tf.Tensor, [read]: tf.Tensor[]) => [gradient(dy, read, table.shape)],
    };
  });
}

const gradient = (dy: tf.Tensor, indices: tf.Tensor, [count, width]: [number, number]): tf.Tensor =>
  scatterAdd(tf.reshape(dy, [indices.size, width]), tf.reshape(indices, [indices.size]), count);
