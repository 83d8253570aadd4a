import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, it } from 'vitest';
import {
  attendFrom,
  causalAttention,
  crossAttention,
  layerNorm,
  linear,
  maxMessages,
  rmsNorm,
  rotary,
  softmaxCrossEntropy,
  tripletMax,
} from '../../../lib/backend/index.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { Numbers, activateBoth, withBackend } from './support.ts';

beforeAll(activateBoth);

interface Check {
  readonly shapes: number[][];
  readonly op: (...tensors: tf.Tensor[]) => tf.Tensor;
}

const heads = [2, 5, 2, 6];

/** All smooth, or with maxima far enough apart for a small step. */
const checks: Readonly<Record<string, Check>> = {
  'linear with gelu': {
    shapes: [[3, 4], [4, 5], [5]],
    op: (x, weight, bias) => linear(x, weight as tf.Tensor2D, bias as tf.Tensor1D, 'gelu'),
  },
  'linear with squaredRelu': {
    shapes: [
      [3, 4],
      [4, 5],
    ],
    op: (x, weight) => linear(x, weight as tf.Tensor2D, undefined, 'squaredRelu'),
  },
  causalAttention: {
    shapes: [heads, heads, heads],
    op: (q, k, v) => causalAttention(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D),
  },
  attendFrom: {
    shapes: [heads, [2, 7, 2, 6], [2, 7, 2, 6]],
    op: (q, k, v) => {
      const places = tf.tensor2d([0, 6, 3, -1, 3, 5, -1, -1, 1, 6], [2, 5], 'int32');
      return attendFrom(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, places);
    },
  },
  crossAttention: {
    shapes: [heads, [2, 7, 2, 6], [2, 7, 2, 6]],
    op: (q, k, v) => {
      const mask = tf.tensor2d([1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1], [2, 7]);
      return crossAttention(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, mask);
    },
  },
  rmsNorm: { shapes: [[4, 6], [6]], op: (x, gain) => rmsNorm(x, gain as tf.Tensor1D, 1e-2) },
  layerNorm: {
    shapes: [[4, 6], [6], [6]],
    op: (x, scale, offset) => layerNorm(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-1),
  },
  rotary: {
    shapes: [[2, 4, 3, 8]],
    op: (x) => {
      const positions = tf.tensor2d([0, 3, 5, 90, 1, 2, 3, 4], [2, 4], 'int32');
      return rotary(x as tf.Tensor4D, positions, { share: 0.5, base: 100 });
    },
  },
  softmaxCrossEntropy: {
    shapes: [[2, 3, 5]],
    op: (logits) => {
      const targets = tf.tensor2d([0, 1, 4, 3, 2, 2], [2, 3], 'int32');
      return softmaxCrossEntropy(logits, targets, tf.tensor2d([1, 0, 1, 0.5, 1, 2], [2, 3]));
    },
  },
  tripletMax: {
    shapes: [...[0, 1, 2].map(() => [2, 3, 4]), ...[0, 1, 2].map(() => [2, 3, 3, 4]), [2, 4]],
    op: (...tensors) => {
      const [a, b, c] = tensors.slice(0, 3) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const [ab, ac, bc] = tensors.slice(3, 6) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return tripletMax({ a, b, c, ab, ac, bc, graph: tensors[6] as tf.Tensor2D });
    },
  },
  'tripletMax with a part for each triplet': {
    shapes: [
      ...[0, 1, 2].map(() => [2, 3, 4]),
      ...[0, 1, 2].map(() => [2, 3, 3, 4]),
      [2, 4],
      [2, 3, 3, 3, 4],
    ],
    op: (...tensors) => {
      const [a, b, c] = tensors.slice(0, 3) as [tf.Tensor3D, tf.Tensor3D, tf.Tensor3D];
      const [ab, ac, bc] = tensors.slice(3, 6) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
      return tripletMax({
        a,
        b,
        c,
        ab,
        ac,
        bc,
        graph: tensors[6] as tf.Tensor2D,
        abc: tensors[7] as tf.Tensor5D,
      });
    },
  },
  maxMessages: {
    shapes: [[2, 3, 4], [2, 3, 4], [2, 3, 3, 4], [2, 4], [4, 5], [5], [5, 3], [3]],
    op: (...tensors) => {
      const [senders, receivers, edges, graph, weight1, bias1, weight2, bias2] = tensors;
      return maxMessages({
        senders: senders as tf.Tensor3D,
        receivers: receivers as tf.Tensor3D,
        edges: edges as tf.Tensor4D,
        graph: graph as tf.Tensor2D,
        hidden: { weight: weight1 as tf.Tensor2D, bias: bias1 as tf.Tensor1D },
        out: { weight: weight2 as tf.Tensor2D, bias: bias2 as tf.Tensor1D },
      });
    },
  },
};

describe.each(['cpu', 'native'])('gradients on %s agree with differences', (backend) => {
  it.each(Object.keys(checks))('%s', (name) => {
    withBackend(backend, () => {
      const { shapes, op } = checks[name];
      const numbers = new Numbers(name);
      const inputs = shapes.map((shape) => tf.tensor(numbers.floats(shape).data, shape));
      expectGradient(op, inputs, { step: 2e-3 });
      tf.dispose(inputs);
    });
  });
});
