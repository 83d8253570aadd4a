/** The differential fuzz: random calls of tfjs's public operations, on the native engine and on the cpu backend. */
import * as tf from '@tensorflow/tfjs';
import { type Tolerance, isClose } from '../../../support/tolerance.ts';
import { Numbers, type Values, onBackend } from '../support.ts';
import type { Case, Cases } from './case.ts';
import { computingCases } from './computing.ts';
import { elementwiseCases } from './elementwise.ts';
import { productCases } from './products.ts';
import { shapingCases } from './shaping.ts';

/** All operations, by name. */
export const fuzzCases: Cases = { ...elementwiseCases, ...shapingCases, ...computingCases, ...productCases };

/** Sums of thousands of numbers of unit size lose digits where these cancel. */
const tolerance: Tolerance = { relative: 1e-4, absolute: 1e-4 };

/** A call in which the engines differ: its key makes it again. */
export interface Difference {
  readonly key: string;
  readonly what: string;
}

/** Calls operations in turn, each with inputs of its own; a call is determined by the seed and its number. */
export function* fuzz(
  seed: number,
  calls: number,
  cases: Cases = fuzzCases,
): Generator<Difference | undefined> {
  const names = Object.keys(cases);
  for (let call = 0; call < calls; call++) {
    const name = names[call % names.length];
    const key = `${name}, seed ${seed}, call ${call}`;
    const what = differenceOf(() => cases[name](new Numbers(key)), new Numbers(`${key}, way`));
    yield what === undefined ? undefined : { key, what };
  }
}

/** Where results differ, with the operation's inputs as they come, or as other kernels made them, or its gradients. */
function differenceOf(draw: () => Case, numbers: Numbers): string | undefined {
  const { inputs, smooth = false } = draw();
  const differentiated = smooth && inputs.length > 0 && numbers.uniform(0, 1) < 0.3;
  const made = numbers.uniform(0, 1) < 0.5;
  const [expected, actual] = (['cpu', 'native'] as const).map((engine) =>
    attempt(() => {
      // Drawn again for each engine: some calls draw while they run.
      const { run } = draw();
      const call = (...tensors: tf.Tensor[]) => run(...(made ? tensors.map(throughKernels) : tensors));
      return onBackend(engine, inputs, differentiated ? gradientsOf(call) : call);
    }),
  );
  if ((actual.refusal === undefined) !== (expected.refusal === undefined)) {
    return `cpu: ${expected.refusal ?? 'a result'}; native: ${actual.refusal ?? 'a result'} (${shapesOf(inputs)})`;
  }
  const at = expected.results.findIndex((values, i) => !isSame(actual.results[i], values));
  if (at < 0) return undefined;
  const shown = ({ shape, dtype, data }: Values) =>
    `${dtype} [${shape.join()}] ${data.slice(0, 8).join(' ')}`;
  const kind = differentiated ? 'gradient' : 'result';
  return `${kind} ${at}: cpu ${shown(expected.results[at])}; native ${shown(actual.results[at])} (${shapesOf(inputs)})`;
}

/** The same values in memory of the engine's own, which is not new. */
function throughKernels(x: tf.Tensor): tf.Tensor {
  if (x.size === 0 || x.rank === 0) return x.clone();
  return tf.slice(tf.concat([x, x], 0), 0, x.shape[0]);
}

/** Gradients of the sum of all results by all inputs that are floats. */
function gradientsOf(run: Case['run']): Case['run'] {
  return (...tensors) => {
    const floats = tensors.filter(({ dtype }) => dtype === 'float32');
    const total = (...changed: tf.Tensor[]): tf.Tensor => {
      const rest = [...changed];
      const out = run(...tensors.map((tensor) => (tensor.dtype === 'float32' ? rest.shift()! : tensor)));
      return tf.addN(
        (Array.isArray(out) ? out : [out]).map((each) => tf.sum(tf.mul(each, tf.sigmoid(each)))),
      );
    };
    return tf.grads(total)(floats);
  };
}

interface Attempt {
  readonly results: readonly Values[];
  readonly refusal?: string;
}

/** What cpu refuses, such as shapes that do not fit, native must refuse as well. */
function attempt(body: () => Values[]): Attempt {
  try {
    return { results: body() };
  } catch (error) {
    return { results: [], refusal: error instanceof Error ? error.message : String(error) };
  }
}

function isSame(actual: Values, expected: Values): boolean {
  return (
    actual.dtype === expected.dtype &&
    actual.shape.join() === expected.shape.join() &&
    actual.data.length === expected.data.length &&
    actual.data.every((value, i) => isClose(value, expected.data[i], tolerance))
  );
}

const shapesOf = (inputs: readonly Values[]) =>
  inputs.map(({ dtype, shape }) => `${dtype} [${shape.join()}]`).join(', ');
