/** What a node makes of the messages that reach it, other than the largest of them. */
import * as tf from '@tensorflow/tfjs';
import { type MaxMessagesInputs, linear, pairMessages } from '../../../backend/index.ts';
import { linearParameters } from '../../nn/linear.ts';
import type { Parameters } from '../../parameters.ts';

/** Messages between all pairs of nodes, from axis 1 to axis 2, to what each node receives: [B, N, H]. */
export type Aggregate = (messages: MaxMessagesInputs) => tf.Tensor3D;

/** By name, with the parameters that each creates. One row adds one. */
export const aggregators = {
  softmax: () => softmaxMessages,
  lstm: recurrentMessages,
} as const satisfies Record<string, (parameters: Parameters, width: number) => Aggregate>;

/** The names of the aggregators. */
export type AggregatorName = keyof typeof aggregators;

export const aggregatorNames = Object.keys(aggregators) as AggregatorName[];

/** Added to what must not count: its weight becomes exactly zero. */
const EXCLUDED = -1e9;

/**
 * `sum_i m_ij * softmax_i(m_ij)` in each component: near the maximum, but all messages that come near it are told apart,
 * and learned from. From arXiv 2307.08874 is a softmax in the place of the maximum; that its weights are made of the
 * messages themselves, component by component and at temperature 1, is this library's reading of it.
 */
function softmaxMessages({ mask, ...inputs }: MaxMessagesInputs): tf.Tensor3D {
  const messages = pairMessages(inputs);
  const scores = mask ? tf.add(messages, tf.expandDims(tf.mul(tf.sub(1, mask), EXCLUDED), 3)) : messages;
  const weights = tf.exp(tf.sub(scores, tf.logSumExp(scores, 1, true)));
  return tf.sum<tf.Tensor3D>(tf.mul(messages, weights), 1);
}

/**
 * What a long short-term memory says after it has read a node's messages one by one, in the order of their senders (arXiv
 * 2409.07154): of use where the order of the nodes means something, as in lists; renaming the nodes changes the result.
 * Senders that do not reach the node are skipped. From the paper are the order and the kind of network; its form is that
 * of Haiku: it starts at zero, and 1 is added to the input of its forget gate. It costs N products one after another in
 * each round, and keeps what each leaves.
 */
function recurrentMessages(parameters: Parameters, width: number): Aggregate {
  const scope = parameters.scope('lstm');
  const input = linearParameters(scope, 'input', width, 4 * width);
  const recurrent = linearParameters(scope, 'recurrent', width, 4 * width, { bias: false });
  return ({ mask, ...inputs }) => {
    const messages = pairMessages(inputs);
    const [size, nodes] = messages.shape;
    const receivers = size * nodes;
    const read = tf.unstack(linear(messages, input.weight, input.bias), 1);
    const reaches = mask && tf.unstack(mask, 1);
    let [said, cell] = [tf.zeros([receivers, width]), tf.zeros([receivers, width])];
    read.forEach((share, sender) => {
      const gates = tf.add(tf.reshape(share, [receivers, 4 * width]), linear(said, recurrent.weight));
      const [take, candidate, keep, say] = tf.split(gates, 4, 1);
      const kept = tf.mul(tf.sigmoid(tf.add(keep, 1)), cell);
      const taken = tf.mul(tf.sigmoid(take), tf.tanh(candidate));
      const next = tf.add(kept, taken);
      const answer = tf.mul(tf.sigmoid(say), tf.tanh(next));
      const reached = reaches && tf.reshape(reaches[sender], [receivers, 1]);
      [said, cell] = [choose(reached, answer, said), choose(reached, next, cell)];
    });
    return tf.reshape(said, [size, nodes, width]);
  };
}

/** `then` where the mask [R, 1] is 1, or where there is none; elsewhere `otherwise`, [R, H]. */
function choose(mask: tf.Tensor | undefined, then: tf.Tensor, otherwise: tf.Tensor): tf.Tensor {
  return mask ? tf.add(tf.mul(mask, then), tf.mul(tf.sub(1, mask), otherwise)) : then;
}
