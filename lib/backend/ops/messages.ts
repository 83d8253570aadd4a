/** Messages between all pairs of nodes, of which each node keeps the largest. */
import * as tf from '@tensorflow/tfjs';
import type { MaxMessagesInputs } from '../kernels.ts';
import { fused } from '../registry.ts';
import { composedLinear, linear } from './linear.ts';
import { evenMax } from './max.ts';

/** What stands in for the message of a pair that is masked out: the reference's value. */
export const MASKED_MESSAGE = -1e6;

/**
 * Messages aggregated by maximum: `out[b, j] = max_i out(relu(hidden(relu(senders_i + receivers_j + edges_ij + graph))))`,
 * [B, N, O]. A pair that the mask excludes counts as -1e6, as in the reference. Ties share the gradient evenly.
 */
export const maxMessages = fused('maxMessages', composedMaxMessages);

/** The specification of {@link maxMessages}, in plain tfjs ops. */
export function composedMaxMessages({ mask, ...inputs }: MaxMessagesInputs): tf.Tensor3D {
  return tf.tidy(() => {
    const messages = pairMessages(inputs, composedLinear);
    return evenMax(mask ? masked(messages, mask) : messages, 1) as tf.Tensor3D;
  });
}

/** The messages of {@link maxMessages}, from the node of axis 1 to that of axis 2, before anything is done with them: [B, N, N, O]. */
export function pairMessages(
  { senders, receivers, edges, graph, hidden, out }: Omit<MaxMessagesInputs, 'mask'>,
  layer: typeof linear = linear,
): tf.Tensor4D {
  return tf.tidy(() => {
    const perNode = tf.add(tf.expandDims(senders, 2), tf.expandDims(receivers, 1));
    const summed = tf.add(tf.add(perNode, edges), tf.reshape(graph, [graph.shape[0], 1, 1, graph.shape[1]]));
    const inner = layer(tf.relu(summed), hidden.weight, hidden.bias, 'relu');
    return layer(inner, out.weight, out.bias) as tf.Tensor4D;
  });
}

function masked(messages: tf.Tensor, mask: tf.Tensor3D): tf.Tensor {
  const visible = tf.expandDims(tf.cast(mask, 'bool'), 3);
  return tf.where(visible, messages, tf.fill(messages.shape, MASKED_MESSAGE));
}
