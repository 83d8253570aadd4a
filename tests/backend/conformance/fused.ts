/** Every fused op of an engine gives what its composition gives on cpu, forwards and backwards: one row tests it on all engines. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { KernelName } from '../../../lib/backend/kernels.ts';
import { type Tolerance, expectClose } from '../../support/close.ts';
import { type BackendName, Numbers, onBackend } from '../native/support.ts';
import { causalTwins, crossTwins, fromTwins, rotaryTwins, selfTwins } from './attention.ts';
import { feedForwardTwins, linearTwins } from './linear.ts';
import { maxDotTwins, messageTwins, tripletTwins } from './nodes.ts';
import { adamTwins, addPairsTwins, orthogonaliseTwins, scaleAllTwins, squareSumsTwins } from './optimizer.ts';
import {
  crossEntropyTwins,
  layerTwins,
  putRowsTwins,
  readOutTwins,
  rmsTwins,
  scatterAddTwins,
} from './rows.ts';
import type { MakeTwins, Op, PlainTwins } from './twins.ts';

/** What is no op on tensors: see repeated.test.ts, products.test.ts and product-flops.test.ts. */
type TestedElsewhere = 'productFlops' | 'readNumbers' | 'repeated' | 'setProductPrecision';

const differentiable = {
  linear: linearTwins,
  attendFrom: fromTwins,
  causalAttention: causalTwins,
  crossAttention: crossTwins,
  feedForward: feedForwardTwins,
  rmsNorm: rmsTwins,
  layerNorm: layerTwins,
  rotate: rotaryTwins,
  selfAttention: selfTwins,
  softmaxCrossEntropy: crossEntropyTwins,
  readOutLoss: readOutTwins,
  maxMessages: messageTwins,
  tripletMax: tripletTwins,
  maxDot: maxDotTwins,
} satisfies Partial<Record<KernelName, MakeTwins>>;

const plain = {
  adam: adamTwins,
  addPairs: addPairsTwins,
  orthogonalise: orthogonaliseTwins,
  putRows: putRowsTwins,
  scaleAll: scaleAllTwins,
  scatterAdd: scatterAddTwins,
  squareSums: squareSumsTwins,
} satisfies Record<Exclude<KernelName, TestedElsewhere | keyof typeof differentiable>, MakeTwins<PlainTwins>>;

const tolerance: Tolerance = { relative: 1e-4, absolute: 1e-4 };
/** How much of each case an engine is put to. */
interface Extent {
  readonly trials: number;
  readonly headWidths?: readonly number[];
}

/** A processor that plays the GPU compiles kernels for every width, for longer the wider they are. */
const extents: Readonly<Record<BackendName, Extent>> = {
  cpu: { trials: 24 },
  native: { trials: 24 },
  tensorflow: { trials: 24 },
  wasm: { trials: 24 },
  webgpu: { trials: 12, headWidths: [6, 8] },
};

/** The value, then the gradient of each input, for a dy of random numbers. */
function valueAndGradients(op: Op, key: string): Op<tf.Tensor[]> {
  return (...tensors) => {
    const value = op(...tensors);
    const { data, shape } = new Numbers(key).floats(value.shape);
    const gradients = tf.grads((...inputs) => op(...inputs))(tensors, tf.tensor(data, shape));
    return [value, ...gradients];
  };
}

/** A differentiable op as one that gives its gradients too. */
export function withGradients(make: MakeTwins, name: string): MakeTwins<PlainTwins> {
  return (numbers, trial, headWidths) => {
    const { inputs, fused, composed } = make(numbers, trial, headWidths);
    const key = `${name} ${trial}`;
    return { inputs, fused: valueAndGradients(fused, key), composed: valueAndGradients(composed, key) };
  };
}

/** By the names of ops. */
export const cases: Readonly<Record<string, MakeTwins<PlainTwins>>> = {
  ...plain,
  ...Object.fromEntries(
    Object.entries(differentiable).map(([name, make]) => [name, withGradients(make, name)]),
  ),
};

/** Holds an engine's results of one case to those of cpu, some trials long. */
export function expectTwins(engine: BackendName, name: string, make: MakeTwins<PlainTwins>): void {
  const { trials, headWidths } = extents[engine];
  for (let trial = 0; trial < trials; trial++) {
    const { inputs, fused, composed } = make(new Numbers(`${name} ${trial}`), trial, headWidths);
    if (inputs.some((values) => values.data.length === 0)) continue;
    const expected = onBackend('cpu', inputs, composed);
    const actual = onBackend(engine, inputs, fused);
    actual.forEach(({ data, shape }, index) => {
      const what = `${name}, trial ${trial}, result ${index}`;
      expect(shape, what).toEqual(expected[index].shape);
      expectClose(data, expected[index].data, tolerance, what);
    });
  }
}

/** Tests of an engine that is ready, of these cases. */
export function describeFused(
  engine: BackendName,
  label: string,
  names: readonly string[] = Object.keys(cases),
): void {
  describe(`fused ops on ${label}`, () => {
    it.each(names)(
      '%s equals its composition on cpu',
      (name) => expectTwins(engine, name, cases[name]),
      // A processor that plays the GPU compiles kernels for every width.
      600_000,
    );
  });
}
