/** What steps parameters: sums and sizes of their gradients, whole courses of Adam, the directions of Muon. */
import * as tf from '@tensorflow/tfjs';
import { adamStep, addPairs, orthogonalise, scaleAll, squareSums } from '../../../lib/backend/index.ts';
import { composedAdamStep } from '../../../lib/backend/ops/adam.ts';
import { composedAddPairs, composedScaleAll, composedSquareSums } from '../../../lib/backend/ops/lists.ts';
import { composedOrthogonalise } from '../../../lib/backend/ops/orthogonalise.ts';
import type { Numbers } from '../native/support.ts';
import type { MakeTwins, Op, PlainTwins } from './twins.ts';

const constants = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
const steps = 3;

/** Some steps of several parameters; what shares memory with them must stay what it was. */
export const adamTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const shapes = Array.from({ length: [1, 3, 11][trial % 3] }, () => [...numbers.shape(trial % 3), 37]);
  const gradients = Array.from({ length: steps }, () => shapes).flat();
  const call =
    (step: typeof adamStep): Op<tf.Tensor[]> =>
    (...tensors) => {
      const slots = shapes.map((shape, at) => ({
        parameter: tf.variable(tensors[at]),
        first: tf.variable(tf.zeros(shape)),
        second: tf.variable(tf.zeros(shape)),
      }));
      const held = Array.from({ length: steps }, (_, count) => {
        const each = slots.map((slot, at) => ({
          ...slot,
          gradient: tensors[(count + 1) * shapes.length + at],
        }));
        step(each, { ...constants, step: count + 1 });
        return slots.map(({ parameter }) => tf.clone(parameter));
      }).flat();
      const moments = slots.flatMap(({ first, second }) => [tf.clone(first), tf.clone(second)]);
      tf.dispose(slots.flatMap((slot) => Object.values(slot)));
      return [...held, ...moments, ...tensors];
    };
  return {
    inputs: [...shapes, ...gradients].map((shape) => numbers.floats(shape)),
    fused: call(adamStep),
    composed: call(composedAdamStep),
  };
};

export const orthogonaliseTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const [rows, columns] = [numbers.integer(1, 80), numbers.integer(1, 80)];
  const call =
    (op: typeof orthogonalise): Op<tf.Tensor[]> =>
    (matrix) => [op(matrix as tf.Tensor2D, trial % 2 ? undefined : 1 + (trial % 6)), matrix];
  return {
    inputs: [numbers.floats([rows, columns])],
    fused: call(orthogonalise),
    composed: call(composedOrthogonalise),
  };
};

/** More than a device can bind at a time, one of them larger than a workgroup's part. */
const listShapes = (numbers: Numbers, trial: number): number[][] => [
  ...Array.from({ length: [0, 3, 19][trial % 3] }, () => [
    ...numbers.shape(trial % 3),
    numbers.integer(1, 40),
  ]),
  [130, 1 + (trial % 4) * 63],
];

export const addPairsTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const shapes = listShapes(numbers, trial);
  const call =
    (op: typeof addPairs): Op<tf.Tensor[]> =>
    (...tensors) => [...op(shapes.map((_, i) => [tensors[i], tensors[shapes.length + i]])), ...tensors];
  return {
    inputs: [...shapes, ...shapes].map((shape) => numbers.floats(shape)),
    fused: call(addPairs),
    composed: call(composedAddPairs),
  };
};

export const scaleAllTwins: MakeTwins<PlainTwins> = (numbers, trial) => {
  const factor = numbers.uniform(-2, 2);
  return {
    inputs: listShapes(numbers, trial).map((shape) => numbers.floats(shape)),
    fused: (...tensors) => [...scaleAll(tensors, factor), ...tensors],
    composed: (...tensors) => [...composedScaleAll(tensors, factor), ...tensors],
  };
};

/** Engines cut the sum into parts of their own. */
export const squareSumsTwins: MakeTwins<PlainTwins> = (numbers, trial) => ({
  inputs: listShapes(numbers, trial).map((shape) => numbers.floats(shape)),
  fused: (...tensors) => [tf.sum(squareSums(tensors))],
  composed: (...tensors) => [tf.sum(composedSquareSums(tensors))],
});
