/** Gradients of a loss that is a sum of parts. */
import * as tf from '@tensorflow/tfjs';
import {
  type ProductPrecision,
  addPairs,
  lossGradients,
  squareSums,
  withProductPrecision,
} from '../backend/index.ts';
import { sum } from '../metric/mean.ts';
import { type Gradients, type Named, replace } from './transform.ts';

/** What one part of a loss gives: its value, and a gradient for every parameter that it reaches. */
export interface LossPart {
  /** A tensor is read with all others, and then disposed: whoever waits for numbers waits once an update. */
  readonly loss: number | tf.Scalar;
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Differentiates one part of a loss, with products in this precision. Throws where the tensor engine has it not. */
export function partOf(
  loss: () => tf.Scalar,
  parameters: Named,
  precision: ProductPrecision,
): LossPart & { readonly loss: tf.Scalar } {
  const { value, gradients: each } = withProductPrecision(precision, () =>
    lossGradients(loss, [...parameters.values()]),
  );
  const gradients = new Map<string, tf.Tensor>();
  [...parameters.keys()].forEach((name, i) => {
    const gradient = each[i];
    if (gradient) gradients.set(name, gradient);
  });
  return { loss: value, gradients };
}

/**
 * The losses, and the sums of their gradients. They are made one after the other, so that only one of them needs memory
 * at a time. A parameter that no loss reaches has gradient 0, as in the reference: its moments decay.
 */
export function sumOfParts(
  parts: readonly (() => LossPart)[],
  parameters: Named,
): { losses: LossPart['loss'][]; gradients: Gradients } {
  const sums = new Map<string, tf.Tensor>();
  const losses: LossPart['loss'][] = [];
  for (const make of parts) {
    const { loss, gradients } = make();
    losses.push(loss);
    const met = [...gradients].filter(([name]) => sums.has(name));
    for (const [name, gradient] of gradients) if (!sums.has(name)) sums.set(name, gradient);
    const both = addPairs(met.map(([name, gradient]) => [sums.get(name)!, gradient]));
    met.forEach(([name, gradient], i) => {
      replace(sums, name, both[i]);
      gradient.dispose();
    });
  }
  const named = [...parameters].map(
    ([name, parameter]) => [name, sums.get(name) ?? tf.zerosLike(parameter)] as const,
  );
  return { losses, gradients: new Map(named) };
}

/** The sum of the losses, and the Euclidean norm of all gradients together: what an update reads, all at once. */
export function measured(
  losses: readonly LossPart['loss'][],
  gradients: Gradients,
): { loss: number; gradientNorm: number } {
  return tf.tidy(() => {
    const tensors = losses.filter((loss) => typeof loss !== 'number');
    const read = numbersOf(tensors, squareSums([...gradients.values()]));
    tf.dispose(tensors);
    return {
      loss: sum(losses.map((loss) => (typeof loss === 'number' ? loss : read.shift()!))),
      gradientNorm: Math.sqrt(sum(read)),
    };
  });
}

/** Read at once. */
const numbersOf = (scalars: readonly tf.Scalar[], others: tf.Tensor1D): number[] => [
  ...tf.concat([...scalars.map((scalar) => scalar.as1D()), others]).dataSync(),
];
