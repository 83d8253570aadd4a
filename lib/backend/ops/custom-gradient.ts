/** Ops with a gradient of their own, which frees what it needed as soon as it has been used. */
import * as tf from '@tensorflow/tfjs';

/** What an op with a gradient of its own gives back. */
export interface ValueAndGradient<T extends tf.Tensor> {
  readonly value: T;
  /** From dy and the saved tensors to one gradient per input, in order. */
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

/** Whether somebody will ask for a gradient of what is computed now. */
export const gradientWanted = (): boolean => tf.engine().state.gradientDepth > 0;

/**
 * `tf.customGrad` with types that say what it does: runs `forward` once, on `inputs`. What the gradient needs is saved
 * and, in an ordinary backward pass, released as soon as it has been used: tfjs itself would keep the saved tensors of all
 * ops, and every intermediate gradient, until the whole pass has ended.
 */
export function withGradient<T extends tf.Tensor>(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => ValueAndGradient<T>,
): T {
  // Nobody will ask for a gradient: what tfjs would record of the op costs more than a small kernel does.
  if (!gradientWanted()) return tf.tidy(() => forward(() => undefined).value);
  const op = tf.customGrad<T>((...received) => {
    const { value, gradFunc } = forward(received.at(-1) as tf.GradSaveFunc);
    return { value, gradFunc: (dy, saved) => releasing(dy, saved, gradFunc) };
  });
  return op(...inputs);
}

function releasing<T extends tf.Tensor>(
  dy: T,
  saved: tf.Tensor[],
  gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor[] {
  const gradients = tf.tidy(() => gradFunc(dy, saved));
  const { gradientDepth, activeScope } = tf.engine().state;
  // A gradient of a gradient may come back to the same tensors.
  if (gradientDepth > 0) return gradients;
  for (const tensor of saved) tensor.dispose();
  // A dy from outside of the backward pass belongs to the caller.
  if (dy.scopeId === activeScope.id && !gradients.includes(dy)) dy.dispose();
  return gradients;
}
