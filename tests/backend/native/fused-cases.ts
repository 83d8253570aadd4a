import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import {
  type Joining,
  attendFrom,
  causalAttention,
  crossAttention,
  feedForward,
  layerNorm,
  linear,
  maxDot,
  maxMessages,
  rmsNorm,
  rotary,
  softmaxCrossEntropy,
  tripletMax,
} from '../../../lib/backend/index.ts';
import {
  composedAttendFrom,
  composedCausalAttention,
  composedCrossAttention,
} from '../../../lib/backend/ops/attention.ts';
import { fusedKernels } from '../../../lib/backend/native/ops/index.ts';
import { composedSoftmaxCrossEntropy } from '../../../lib/backend/ops/cross-entropy.ts';
import { composedFeedForward, composedLinear } from '../../../lib/backend/ops/linear.ts';
import { composedMaxDot } from '../../../lib/backend/ops/max-dot.ts';
import { composedMaxMessages } from '../../../lib/backend/ops/messages.ts';
import { composedLayerNorm, composedRmsNorm } from '../../../lib/backend/ops/norm.ts';
import { composedRotate } from '../../../lib/backend/ops/rotary.ts';
import { composedTripletMax } from '../../../lib/backend/ops/triplets.ts';
import { type Tolerance, expectClose } from '../../support/close.ts';
import { Numbers, type Values, onBackend } from './support.ts';

type Op = (...tensors: tf.Tensor[]) => tf.Tensor;

/** A fused op and its twin, which must agree in value and in the gradients of all inputs. */
interface Twins {
  readonly inputs: Values[];
  readonly fused: Op;
  readonly composed: Op;
}

type MakeTwins = (numbers: Numbers, trial: number) => Twins;

/** A 0/1 tensor that is the same whenever it is made. */
function maskOf(shape: number[], key: string, dtype: 'float32' | 'bool' = 'float32'): tf.Tensor {
  return tf.tensor(new Numbers(key).bools(shape).data, shape, dtype);
}

const activations = [undefined, 'relu', 'gelu', 'squaredRelu'] as const;

const linearTwins: MakeTwins = (numbers, trial) => {
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

const feedForwardTwins: MakeTwins = (numbers, trial) => {
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

const causalTwins: MakeTwins = (numbers, trial) => {
  const tokens = trial % 5 === 4 ? 101 : numbers.integer(1, 20);
  const shape = [1 + (trial % 3), tokens, 2, numbers.integer(1, 40)];
  const call = (op: typeof causalAttention): Op => {
    return (q, k, v) => op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D);
  };
  const inputs = [0, 1, 2].map(() => numbers.floats(shape));
  return { inputs, fused: call(causalAttention), composed: call(composedCausalAttention) };
};

const crossTwins: MakeTwins = (numbers, trial) => {
  const [batch, heads, width] = [1 + (trial % 3), 2, numbers.integer(1, 40)];
  const [queries, keys] = [trial % 4 === 3 ? 60 : numbers.integer(1, 9), numbers.integer(1, 70)];
  const inputs = [queries, keys, keys].map((rows) => numbers.floats([batch, rows, heads, width]));
  const dtype = trial % 2 ? 'bool' : 'float32';
  const call = (op: typeof crossAttention): Op => {
    // Now and then a batch element sees no key at all.
    const key = `mask ${trial}`;
    const mask = (): tf.Tensor2D => {
      const visible = maskOf([batch, keys], key, dtype) as tf.Tensor2D;
      return trial % 6 === 5 ? tf.zerosLike(visible) : visible;
    };
    return (q, k, v) =>
      op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, trial % 3 === 0 ? undefined : mask());
  };
  return { inputs, fused: call(crossAttention), composed: call(composedCrossAttention) };
};

const fromTwins: MakeTwins = (numbers, trial) => {
  const [batch, heads, width] = [1 + (trial % 3), 2, numbers.integer(1, 40)];
  const [queries, keys] = [trial % 4 === 3 ? 60 : numbers.integer(1, 9), numbers.integer(1, 70)];
  const inputs = [queries, keys, keys].map((rows) => numbers.floats([batch, rows, heads, width]));
  // In no order, and now and then nothing but padding.
  const { data } = numbers.integers([batch, queries], -1, trial % 6 === 5 ? 0 : keys);
  const call = (op: typeof attendFrom): Op => {
    return (q, k, v) =>
      op(q as tf.Tensor4D, k as tf.Tensor4D, v as tf.Tensor4D, tf.tensor2d(data, [batch, queries], 'int32'));
  };
  return { inputs, fused: call(attendFrom), composed: call(composedAttendFrom) };
};

const rmsTwins: MakeTwins = (numbers, trial) => {
  const columns = numbers.integer(1, 80);
  const inputs = [numbers.floats([...numbers.shape(trial % 4), columns]), numbers.floats([columns])];
  const call = (op: typeof rmsNorm): Op => {
    return (x, gain) => op(x, gain as tf.Tensor1D, 1e-3);
  };
  return { inputs, fused: call(rmsNorm), composed: call(composedRmsNorm) };
};

const layerTwins: MakeTwins = (numbers, trial) => {
  const columns = numbers.integer(2, 80);
  const shapes = [[...numbers.shape(trial % 4), columns], [columns], [columns]];
  const call = (op: typeof layerNorm): Op => {
    return (x, scale, offset) => op(x, scale as tf.Tensor1D, offset as tf.Tensor1D, 1e-2);
  };
  return {
    inputs: shapes.map((shape) => numbers.floats(shape)),
    fused: call(layerNorm),
    composed: call(composedLayerNorm),
  };
};

const rotaryTwins: MakeTwins = (numbers, trial) => {
  const [batch, tokens] = [1 + (trial % 2), numbers.integer(1, 9)];
  const width = 2 * numbers.integer(1, 20);
  const share = Math.max(numbers.pick([0.5, 1]), 2 / width);
  const pairs = Math.floor((share * width) / 2);
  const places = numbers.integers([batch, tokens], 0, 8192).data;
  const angles = places.flatMap((place) =>
    Array.from({ length: pairs }, (_, pair) => place * 10_000 ** (-pair / pairs)),
  );
  const [cosines, sines] = [Float32Array.from(angles, Math.cos), Float32Array.from(angles, Math.sin)];
  return {
    inputs: [numbers.floats([batch, tokens, 3, width])],
    fused: (x) =>
      rotary(x as tf.Tensor4D, tf.tensor2d(places, [batch, tokens], 'int32'), { share, base: 10_000 }),
    composed: (x) => composedRotate(x as tf.Tensor4D, { pairs, cosines, sines }),
  };
};

const crossEntropyTwins: MakeTwins = (numbers, trial) => {
  const [classes, lead] = [numbers.integer(1, 70), [2, numbers.integer(1, 9)]];
  const targets = numbers.integers(lead, 0, classes);
  const call = (op: typeof softmaxCrossEntropy): Op => {
    const weights = (): tf.Tensor =>
      trial % 5 === 4 ? tf.zeros(lead) : maskOf(lead, `weights ${trial}`, trial % 2 ? 'bool' : 'float32');
    return (logits) => op(logits, tf.tensor(targets.data, lead, 'int32'), weights());
  };
  return {
    inputs: [numbers.floats([...lead, classes])],
    fused: call(softmaxCrossEntropy),
    composed: call(composedSoftmaxCrossEntropy),
  };
};

/** Every third trial uses few distinct values, so that maxima tie. */
function maybeTied(values: Values, trial: number): Values {
  return trial % 3 === 2 ? { ...values, data: values.data.map((value) => Math.round(value)) } : values;
}

const messageTwins: MakeTwins = (numbers, trial) => {
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

const tripletTwins: MakeTwins = (numbers, trial) => {
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

const maxDotTwins: MakeTwins = (numbers, trial) => {
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

const fusedCases: Readonly<Record<string, MakeTwins>> = {
  linear: linearTwins,
  attendFrom: fromTwins,
  causalAttention: causalTwins,
  crossAttention: crossTwins,
  feedForward: feedForwardTwins,
  rmsNorm: rmsTwins,
  layerNorm: layerTwins,
  rotate: rotaryTwins,
  softmaxCrossEntropy: crossEntropyTwins,
  maxMessages: messageTwins,
  tripletMax: tripletTwins,
  maxDot: maxDotTwins,
};

/** They have no gradient: see training.test.ts, orthogonalise.test.ts, products.test.ts and product-flops.test.ts. */
const testedElsewhere = ['adam', 'keyValueStore', 'orthogonalise', 'productFlops', 'setProductPrecision'];

const tolerance: Tolerance = { relative: 1e-4, absolute: 1e-4 };
const TRIALS = 24;

/** The value, then the gradient of each input, for a dy of random numbers. */
function valueAndGradients(op: Op, key: string): (...tensors: tf.Tensor[]) => tf.Tensor[] {
  return (...tensors) => {
    const value = op(...tensors);
    const { data, shape } = new Numbers(key).floats(value.shape);
    const gradients = tf.grads((...inputs) => op(...inputs))(tensors, tf.tensor(data, shape));
    return [value, ...gradients];
  };
}

/** Every native fused op gives what its composition gives on the cpu backend, forwards and backwards. */
export function describeFused(instructionSet: string): void {
  describe(`fused ops on ${instructionSet}`, () => {
    it('are all tested', () => {
      expect([...Object.keys(fusedCases), ...testedElsewhere].sort()).toEqual(
        Object.keys(fusedKernels).sort(),
      );
    });

    it.each(Object.keys(fusedCases))('%s equals its composition', (name) => {
      for (let trial = 0; trial < TRIALS; trial++) {
        const key = `${name} ${trial}`;
        const { inputs, fused, composed } = fusedCases[name](new Numbers(key), trial);
        if (inputs.some((values) => values.data.length === 0)) continue;
        const expected = onBackend('cpu', inputs, valueAndGradients(composed, key));
        const actual = onBackend('native', inputs, valueAndGradients(fused, key));
        actual.forEach((values, index) => {
          const what = index === 0 ? 'value' : `gradient ${index - 1}`;
          expectClose(values.data, expected[index].data, tolerance, `${name}, trial ${trial}, ${what}`);
        });
      }
    });
  });
}
