/** Linear maps, one and two, with all that may follow them. */
import type * as tf from '@tensorflow/tfjs';
import { type Joining, feedForward, linear } from '../../../lib/backend/index.ts';
import { composedFeedForward, composedLinear } from '../../../lib/backend/ops/linear.ts';
import type { Numbers, Values } from '../native/support.ts';
import type { MakeTwins, Op } from './twins.ts';

const activations = [undefined, 'relu', 'gelu', 'squaredRelu'] as const;

export const linearTwins: MakeTwins = (numbers, trial) => {
  const [inputs, outputs] = [numbers.integer(1, 50), numbers.integer(1, 70)];
  const activation = activations[trial % 4];
  const lead = trial % 5 === 4 ? [1100] : numbers.shape(1 + (trial % 3));
  const shapes = [[...lead, inputs], [inputs, outputs], ...(trial % 8 < 4 ? [[outputs]] : [])];
  const bias = shapes.length > 2;
  const joins = joinsOf(numbers, trial, [...lead, outputs]);
  const call = (op: typeof linear): Op => {
    return (x, weight, ...rest) => {
      const offsets = bias ? (rest.shift() as tf.Tensor1D) : undefined;
      return op(x, weight as tf.Tensor2D, offsets, activation, joiningOf(rest));
    };
  };
  return {
    inputs: [...shapes.map((shape) => numbers.floats(shape)), ...joins],
    fused: call(linear),
    composed: call(composedLinear),
  };
};

/** Nothing, a residual, or a residual and a gate. */
function joinsOf(numbers: Numbers, trial: number, shape: number[]): Values[] {
  const kinds = [[], [shape], [shape, []]][trial % 3];
  return kinds.map((each) => numbers.floats(each));
}

function joiningOf([residual, gate]: tf.Tensor[]): Joining | undefined {
  return residual && { residual, gate: gate as tf.Scalar | undefined };
}

export const feedForwardTwins: MakeTwins = (numbers, trial) => {
  const [inputs, hidden, outputs] = [40, 70, 50].map((most) => numbers.integer(1, most));
  const activation = (['relu', 'gelu', 'squaredRelu'] as const)[Math.floor(trial / 3) % 3];
  const lead = trial % 5 === 4 ? [700] : numbers.shape(1 + (trial % 2));
  const biases = trial % 4 < 2;
  const shapes = biases
    ? [[inputs, hidden], [hidden], [hidden, outputs], [outputs]]
    : [
        [inputs, hidden],
        [hidden, outputs],
      ];
  const call = (op: typeof feedForward): Op => {
    return (x, ...rest) => {
      const map = () => ({
        weight: rest.shift() as tf.Tensor2D,
        bias: biases ? (rest.shift() as tf.Tensor1D) : undefined,
      });
      const [inwards, outwards] = [map(), map()];
      return op({ x, inwards, outwards, activation, joining: joiningOf(rest) });
    };
  };
  return {
    inputs: [
      ...[[...lead, inputs], ...shapes].map((shape) => numbers.floats(shape)),
      ...joinsOf(numbers, trial, [...lead, outputs]),
    ],
    fused: call(feedForward),
    composed: call(composedFeedForward),
  };
};
