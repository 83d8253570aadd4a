/** Every kernel of the WebGPU engine with its gradients, against the composition of tfjs's ops on cpu. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  adamStep,
  attendFrom,
  causalAttention,
  crossAttention,
  feedForward,
  layerNorm,
  linear,
  maxMessages,
  rmsNorm,
  rotary,
  softmaxCrossEntropy,
  tripletMax,
} from '../../../lib/backend/index.ts';
import { Numbers } from '../native/support.ts';
import { activateWebgpu, expectAsOnCpu, hasWebgpu, onEngine, withGradients } from './found.ts';

const numbers = new Numbers('webgpu kernels');
const floats = (...shapes: number[][]) => shapes.map((shape) => numbers.floats(shape));
/** Of sums of many products: their rounding errors are relative to the summands; a wrong element would be off by about 1. */
const ofSums = { relative: 1e-4, absolute: 1e-4 };

/** Casts, since tests cannot say which rank a list of tensors has. */
type Op = (...tensors: never[]) => tf.Tensor;
const asOp = (op: Op) => op as unknown as (...tensors: tf.Tensor[]) => tf.Tensor;

describe.runIf(hasWebgpu)('on WebGPU', () => {
  beforeAll(activateWebgpu);

  test.each([undefined, 'relu', 'squaredRelu', 'gelu'] as const)(
    'linear with activation %s',
    (activation) => {
      const op = (x: tf.Tensor, weight: tf.Tensor2D, bias: tf.Tensor1D) =>
        linear(x, weight, bias, activation);
      return expectAsOnCpu(
        floats([3, 43, 37], [37, 70], [70], [3, 43, 70]),
        withGradients(asOp(op), 3),
        ofSums,
      );
    },
  );

  test('a linear map whose gradient is a product of few numbers of great depth, and joins a stream', async () => {
    const plain = (x: tf.Tensor, weight: tf.Tensor2D) => linear(x, weight);
    await expectAsOnCpu(floats([2600, 20], [20, 8], [2600, 8]), withGradients(asOp(plain), 2), ofSums);
    const joining = (x: tf.Tensor, weight: tf.Tensor2D, residual: tf.Tensor) =>
      linear(x, weight, undefined, undefined, { residual });
    await expectAsOnCpu(floats([9, 20], [20, 8], [9, 8], [9, 8]), withGradients(asOp(joining), 3));
    const gated = (x: tf.Tensor, weight: tf.Tensor2D, residual: tf.Tensor, gate: tf.Scalar) =>
      linear(x, weight, undefined, undefined, { residual, gate });
    await expectAsOnCpu(floats([9, 20], [20, 8], [9, 8], [], [9, 8]), withGradients(asOp(gated), 4));
  });

  test('two linear maps', () => {
    const op = (x: tf.Tensor, first: tf.Tensor2D, second: tf.Tensor2D, bias: tf.Tensor1D) =>
      feedForward({ x, inwards: { weight: first }, outwards: { weight: second, bias }, activation: 'relu' });
    return expectAsOnCpu(floats([5, 12], [12, 30], [30, 7], [7], [5, 7]), withGradients(asOp(op), 4));
  });

  test.each([
    ['short', 5, 7],
    ['long', 130, 75],
  ])(
    'attention over %s sequences: causal, from places, over a set, over a masked set',
    async (_, queries, keys) => {
      const [q, kv] = [
        [2, queries, 3, 4],
        [2, keys, 3, 4],
      ];
      const loose = { relative: 1e-4, absolute: 1e-5 };
      await expectAsOnCpu(floats(q, q, q, q), withGradients(asOp(causalAttention), 3), loose);
      const mask = { ...numbers.bools([2, keys]) };
      mask.data.fill(0, 0, keys);
      await expectAsOnCpu(floats(q, kv, kv, q), withGradients(asOp(crossAttention), 3), loose);
      await expectAsOnCpu([...floats(q, kv, kv, q), mask], withGradients(asOp(crossAttention), 3), loose);
      const places = numbers.integers([2, queries], -1, keys);
      await expectAsOnCpu([...floats(q, kv, kv, q), places], withGradients(asOp(attendFrom), 3), loose);
    },
    // A processor that plays the GPU compiles twelve kernels for it.
    600_000,
  );

  test('norms', async () => {
    const loose = { relative: 1e-4, absolute: 1e-5 };
    const rms = (x: tf.Tensor, gain: tf.Tensor1D) => rmsNorm(x, gain, 1e-6);
    await expectAsOnCpu(floats([3, 90, 37], [37], [3, 90, 37]), withGradients(asOp(rms), 2), loose);
    const layer = (x: tf.Tensor, scale: tf.Tensor1D, offset: tf.Tensor1D) =>
      layerNorm(x, scale, offset, 1e-5);
    await expectAsOnCpu(floats([4, 200], [200], [200], [4, 200]), withGradients(asOp(layer), 3), loose);
  });

  test('rotary embedding', () => {
    const positions = numbers.integers([2, 9], 0, 500);
    const op = (x: tf.Tensor4D, at: tf.Tensor2D) => rotary(x, at, { share: 0.5, base: 10_000 });
    return expectAsOnCpu([...floats([2, 9, 3, 20], [2, 9, 3, 20]), positions], withGradients(asOp(op), 1));
  });

  test('cross-entropy', () => {
    const [targets, weights] = [numbers.integers([6, 7], 0, 300), numbers.bools([6, 7])];
    const op = (logits: tf.Tensor, classes: tf.Tensor, shares: tf.Tensor) =>
      softmaxCrossEntropy(logits, classes, shares);
    return expectAsOnCpu([...floats([6, 7, 300], []), targets, weights], withGradients(asOp(op), 1));
  });

  test('triplets and messages, with ties and without, masked and not', async () => {
    const [node, pair] = [
      [2, 5, 6],
      [2, 5, 5, 6],
    ];
    const triplet = (...[a, b, c, ab, ac, bc, graph, nodeMask]: tf.Tensor[]) =>
      tripletMax({ a, b, c, ab, ac, bc, graph, nodeMask } as unknown as Parameters<typeof tripletMax>[0]);
    const whole = (shape: number[]) => ({ ...numbers.integers(shape, 0, 2), dtype: 'float32' as const });
    const shapes = [node, node, node, pair, pair, pair, [2, 6], pair];
    const nodeMask = { shape: [2, 5], dtype: 'bool' as const, data: [1, 1, 1, 1, 1, 1, 1, 1, 0, 0] };
    await expectAsOnCpu(floats(...shapes), withGradients(triplet, 7));
    await expectAsOnCpu([...shapes.map(whole), nodeMask], withGradients(triplet, 7));
    const message = (...[senders, receivers, edges, graph, first, bias, second, mask]: tf.Tensor[]) =>
      maxMessages({
        ...{ senders, receivers, edges, graph, mask },
        ...{ hidden: { weight: first, bias }, out: { weight: second } },
      } as unknown as Parameters<typeof maxMessages>[0]);
    const messageShapes = [node, node, pair, [2, 6], [6, 9], [9], [9, 4], [2, 5, 4]];
    const mask = numbers.bools([2, 5, 5]);
    for (let node = 0; node < 5; node++) mask.data[node * 6] = mask.data[25 + node * 6] = 1;
    await expectAsOnCpu(floats(...messageShapes), withGradients(message, 7));
    await expectAsOnCpu([...messageShapes.map(whole), mask], withGradients(message, 7));
  });

  test('Adam in place, which leaves alone what shares memory with a parameter', async () => {
    const steps = (...[start, ...gradients]: tf.Tensor[]): tf.Tensor[] => {
      const variables = [start, tf.zerosLike(start), tf.zerosLike(start)].map((x) => tf.variable(x));
      const [parameter, first, second] = variables as [tf.Variable, tf.Variable, tf.Variable];
      const options = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
      const clones = gradients.map((gradient, step) => {
        parameter.dataSync();
        adamStep([{ parameter, gradient, first, second }], { ...options, step: step + 1 });
        return tf.clone(parameter);
      });
      const results = [...clones, tf.clone(first), tf.clone(second)];
      tf.dispose(variables);
      return results;
    };
    await expectAsOnCpu(floats([60, 30], [60, 30], [60, 30], [60, 30]), steps);
    const [before, after] = await onEngine('webgpu', floats([60, 30], [60, 30], [60, 30]), steps);
    expect(before.data).not.toEqual(after.data);
  });
});
