/** Gradients of a loss that is a sum of parts. */
import * as tf from '@tensorflow/tfjs';
import { type ProductPrecision, withProductPrecision } from '../backend/index.ts';
import { type Gradients, type Named, replace } from './transform.ts';

/** What one part of a loss gives: its value, and a gradient for every parameter that it reaches. */
export interface LossPart {
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, tf.Tensor>;
}

/** Differentiates one part of a loss, with products in this precision. Throws where the tensor engine has it not. */
export function partOf(loss: () => tf.Scalar, parameters: Named, precision: ProductPrecision): LossPart {
  const { value, grads } = withProductPrecision(precision, () =>
    tf.variableGrads(loss, [...parameters.values()]),
  );
  const [number] = value.dataSync();
  value.dispose();
  const gradients = new Map<string, tf.Tensor>();
  for (const [name, { name: variable }] of parameters) {
    // tfjs has nothing to say of parameters that the loss does not reach.
    const gradient = grads[variable] as tf.Tensor | undefined;
    if (gradient) gradients.set(name, gradient);
  }
  return { loss: number, gradients };
}

/**
 * The sum of the losses and of their gradients. They are made one after the other, so that only one of them needs memory
 * at a time. A parameter that no loss reaches has gradient 0, as in the reference: its moments decay.
 */
export function sumOfParts(
  parts: readonly (() => LossPart)[],
  parameters: Named,
): { loss: number; gradients: Gradients } {
  const sums = new Map<string, tf.Tensor>();
  let sum = 0;
  for (const make of parts) {
    const { loss, gradients } = make();
    sum += loss;
    for (const [name, gradient] of gradients) {
      const before = sums.get(name);
      if (!before) sums.set(name, gradient);
      else {
        replace(sums, name, before.add(gradient));
        gradient.dispose();
      }
    }
  }
  const named = [...parameters].map(
    ([name, parameter]) => [name, sums.get(name) ?? tf.zerosLike(parameter)] as const,
  );
  return { loss: sum, gradients: new Map(named) };
}

/** The Euclidean norm of all gradients together. */
export function globalNorm(gradients: Gradients): number {
  return tf.tidy(() =>
    Math.sqrt(
      [...gradients.values()].reduce((sum, gradient) => sum + gradient.square().sum().dataSync()[0], 0),
    ),
  );
}
