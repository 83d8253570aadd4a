/** The largest message over triplets of nodes. */
import * as tf from '@tensorflow/tfjs';
import type { TripletInputs } from '../kernels.ts';
import { fused } from '../registry.ts';
import { evenMax } from './max.ts';
import { MASKED_MESSAGE } from './messages.ts';

/**
 * Maximum over triplets: `out[b, j, k] = max_i (a_i + b_j + c_k + ab_ij + ac_ik + bc_jk + abc_ijk + graph)`, [B, N, N, F].
 * Only (a_i + ab_ij + ac_ik + abc_ijk) depends on i, so only that is maximised; masked i count as -1e6 there. Ties share the
 * gradient evenly.
 */
export const tripletMax = fused('tripletMax', composedTripletMax);

/** The specification of {@link tripletMax}, in plain tfjs ops. Needs memory for B * N^3 * F numbers. */
export function composedTripletMax(inputs: TripletInputs): tf.Tensor4D {
  return tf.tidy(() => {
    const { a, b, c, ab, ac, bc, abc, graph, nodeMask } = inputs;
    const [batch, nodes, features] = a.shape;
    const first = tf.add(tf.reshape(a, [batch, nodes, 1, features]), ab);
    const ofPairs = tf.add(tf.expandDims(first, 3), tf.expandDims(ac, 2)); // [B, i, j, k, F]
    // The pairs jk as one axis: not every engine chooses among tensors of five.
    const varying = tf.reshape(abc ? tf.add(ofPairs, abc) : ofPairs, [batch, nodes, nodes ** 2, features]);
    const ofAll = evenMax(nodeMask ? masked(varying, nodeMask) : varying, 1);
    const largest = tf.reshape(ofAll, [batch, nodes, nodes, features]);
    const perNode = tf.add(tf.expandDims(b, 2), tf.expandDims(c, 1));
    const constant = tf.add(tf.add(perNode, bc), tf.reshape(graph, [batch, 1, 1, features]));
    return tf.add(largest, constant);
  });
}

function masked(varying: tf.Tensor, nodeMask: tf.Tensor2D): tf.Tensor {
  const [batch, nodes] = nodeMask.shape;
  const visible = tf.reshape(tf.cast(nodeMask, 'bool'), [batch, nodes, 1, 1]);
  return tf.where(visible, varying, tf.fill(varying.shape, MASKED_MESSAGE));
}
