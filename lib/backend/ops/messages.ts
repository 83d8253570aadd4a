import * as tf from '@tensorflow/tfjs';
import { nativeMaxMessages } from '../native/ops/messages.ts';
import { nativeBackend } from '../native/tensors.ts';
import { composedLinear } from './linear.ts';
import { evenMax } from './max.ts';

/** What stands in for the message of a pair that is masked out: the reference's value. */
export const MASKED_MESSAGE = -1e6;

/** A linear map [I, O] with its bias [O]. */
export interface LinearWeights {
  readonly weight: tf.Tensor2D;
  readonly bias?: tf.Tensor1D | undefined;
}

/** The summands of a message, and the two-layer perceptron that makes it. B batch, N nodes, H width. */
export interface MaxMessagesInputs {
  /** Per sender [B, N, H]. */
  readonly senders: tf.Tensor3D;
  /** Per receiver [B, N, H]. */
  readonly receivers: tf.Tensor3D;
  /** Per pair [B, N, N, H]: axis 1 the sender, axis 2 the receiver. */
  readonly edges: tf.Tensor4D;
  /** Per graph [B, H]. */
  readonly graph: tf.Tensor2D;
  readonly hidden: LinearWeights;
  readonly out: LinearWeights;
  /** [B, N, N]: 1 where the sender (axis 1) reaches the receiver (axis 2), else 0; default all 1. */
  readonly mask?: tf.Tensor3D | undefined;
}

/**
 * Messages aggregated by maximum: `out[b, j] = max_i out(relu(hidden(relu(senders_i + receivers_j + edges_ij + graph))))`,
 * [B, N, O]. A pair that the mask excludes counts as -1e6, as in the reference. Ties share the gradient evenly.
 */
export function maxMessages(inputs: MaxMessagesInputs): tf.Tensor3D {
  const native = inputs.edges.size > 0 && nativeBackend();
  if (!native) return composedMaxMessages(inputs);
  const mask = inputs.mask && tf.cast(inputs.mask, 'float32');
  const result = nativeMaxMessages(native, { ...inputs, mask });
  mask?.dispose();
  return result;
}

/** The specification of {@link maxMessages}, in plain tfjs ops. */
export function composedMaxMessages(inputs: MaxMessagesInputs): tf.Tensor3D {
  return tf.tidy(() => {
    const { senders, receivers, edges, graph, hidden, out, mask } = inputs;
    const perNode = tf.add(tf.expandDims(senders, 2), tf.expandDims(receivers, 1));
    const summed = tf.add(tf.add(perNode, edges), tf.reshape(graph, [graph.shape[0], 1, 1, graph.shape[1]]));
    const inner = composedLinear(tf.relu(summed), hidden.weight, hidden.bias, 'relu');
    const messages = composedLinear(inner, out.weight, out.bias);
    return evenMax(mask ? masked(messages, mask) : messages, 1) as tf.Tensor3D;
  });
}

function masked(messages: tf.Tensor, mask: tf.Tensor3D): tf.Tensor {
  const visible = tf.expandDims(tf.cast(mask, 'bool'), 3);
  return tf.where(visible, messages, tf.fill(messages.shape, MASKED_MESSAGE));
}
