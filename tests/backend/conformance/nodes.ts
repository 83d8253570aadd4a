/** What nodes of a graph make of each other: messages, triplets, pointers. */
import type * as tf from '@tensorflow/tfjs';
import { maxDot, maxMessages, tripletMax } from '../../../lib/backend/index.ts';
import { composedMaxDot } from '../../../lib/backend/ops/max-dot.ts';
import { composedMaxMessages } from '../../../lib/backend/ops/messages.ts';
import { composedTripletMax } from '../../../lib/backend/ops/triplets.ts';
import { type MakeTwins, type Op, maskOf, maybeTied } from './twins.ts';

export const messageTwins: MakeTwins = (numbers, trial) => {
  const [batch, nodes] = [1 + (trial % 3), trial % 7 === 6 ? 40 : numbers.integer(1, 9)];
  const [width, hidden, outputs] = [numbers.integer(1, 20), numbers.integer(1, 40), numbers.integer(1, 20)];
  const perNode = [batch, nodes, width];
  const shapes = [
    perNode,
    perNode,
    [batch, nodes, nodes, width],
    [batch, width],
    [width, hidden],
    [hidden, outputs],
  ];
  const biases = trial % 2 === 0 ? [[hidden], [outputs]] : [];
  const call = (op: typeof maxMessages): Op => {
    return (...tensors) => {
      const [senders, receivers, edges, graph, first, second, firstBias, secondBias] = tensors;
      return op({
        senders: senders as tf.Tensor3D,
        receivers: receivers as tf.Tensor3D,
        edges: edges as tf.Tensor4D,
        graph: graph as tf.Tensor2D,
        hidden: { weight: first as tf.Tensor2D, bias: firstBias as tf.Tensor1D | undefined },
        out: { weight: second as tf.Tensor2D, bias: secondBias as tf.Tensor1D | undefined },
        mask:
          trial % 4 < 2 ? undefined : (maskOf([batch, nodes, nodes], `adjacency ${trial}`) as tf.Tensor3D),
      });
    };
  };
  return {
    inputs: [...shapes, ...biases].map((shape) => maybeTied(numbers.floats(shape), trial)),
    fused: call(maxMessages),
    composed: call(composedMaxMessages),
  };
};

export const tripletTwins: MakeTwins = (numbers, trial) => {
  const [batch, nodes, features] = [1 + (trial % 3), numbers.integer(1, 9), numbers.integer(1, 20)];
  const [perNode, perPair] = [
    [batch, nodes, features],
    [batch, nodes, nodes, features],
  ];
  const perTriplet = trial % 5 === 4 ? [[batch, nodes, nodes, nodes, features]] : [];
  const shapes = [perNode, perNode, perNode, perPair, perPair, perPair, [batch, features], ...perTriplet];
  const call = (op: typeof tripletMax): Op => {
    return (...tensors) => {
      const [a, b, c] = tensors.slice(0, 3) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const [ab, ac, bc] = tensors.slice(3, 6) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      const nodeMask = trial % 2 ? (maskOf([batch, nodes], `nodes ${trial}`) as tf.Tensor2D) : undefined;
      const abc = tensors.at(7) as tf.Tensor5D | undefined;
      return op({ a, b, c, ab, ac, bc, graph: tensors[6] as tf.Tensor2D, abc, nodeMask });
    };
  };
  return {
    inputs: shapes.map((shape) => maybeTied(numbers.floats(shape), trial)),
    fused: call(tripletMax),
    composed: call(composedTripletMax),
  };
};

export const maxDotTwins: MakeTwins = (numbers, trial) => {
  const [batch, rows, columns] = [1 + (trial % 3), numbers.integer(1, 9), numbers.integer(1, 9)];
  const width = numbers.integer(1, 40);
  const pairs = Array.from({ length: trial % 3 }, () => [batch, rows, columns, width]);
  const shapes = [[batch, rows, width], [batch, columns, width], [width, 1], ...pairs];
  const call = (op: typeof maxDot): Op => {
    return (row, column, weight, ...added) =>
      op({
        rows: row as tf.Tensor3D,
        columns: column as tf.Tensor3D,
        weight: weight as tf.Tensor2D,
        pairs: added as tf.Tensor4D[],
      });
  };
  return {
    inputs: shapes.map((shape) => maybeTied(numbers.floats(shape), trial)),
    fused: call(maxDot),
    composed: call(composedMaxDot),
  };
};
