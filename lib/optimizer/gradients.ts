/** Gradients of a loss that is a sum of parts. */
import * as tf from '@tensorflow/tfjs';
import { type Gradients, type Named, replace } from './transform.ts';

/**
 * The sum of the losses and of their gradients. They are differentiated one after the other, so that only one of them
 * needs memory at a time. A parameter that no loss reaches has gradient 0, as in the reference: its moments decay.
 */
export function sumOfGradients(
  losses: readonly (() => tf.Scalar)[],
  parameters: Named,
): { loss: number; gradients: Gradients } {
  const variables = [...parameters.values()];
  const sums = new Map<string, tf.Tensor>();
  let loss = 0;
  for (const part of losses) {
    const { value, grads } = tf.variableGrads(part, variables);
    loss += value.dataSync()[0];
    value.dispose();
    for (const [variable, gradient] of Object.entries(grads)) {
      const sum = sums.get(variable);
      if (!sum) sums.set(variable, gradient);
      else {
        replace(sums, variable, sum.add(gradient));
        gradient.dispose();
      }
    }
  }
  const named = [...parameters].map(
    ([name, parameter]) => [name, sums.get(parameter.name) ?? tf.zerosLike(parameter)] as const,
  );
  return { loss, gradients: new Map(named) };
}

/** The Euclidean norm of all gradients together. */
export function globalNorm(gradients: Gradients): number {
  return tf.tidy(() =>
    Math.sqrt(
      [...gradients.values()].reduce((sum, gradient) => sum + gradient.square().sum().dataSync()[0], 0),
    ),
  );
}
