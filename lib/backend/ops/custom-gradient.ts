import * as tf from '@tensorflow/tfjs';

/** What an op with a gradient of its own gives back. */
export interface ValueAndGradient<T extends tf.Tensor> {
  readonly value: T;
  /** From dy and the saved tensors to one gradient per input, in order. */
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

/** `tf.customGrad` with types that say what it does: runs `forward` once, on `inputs`. */
export function withGradient<T extends tf.Tensor>(
  inputs: tf.Tensor[],
  forward: (inputs: tf.Tensor[], save: (tensors: tf.Tensor[]) => void) => ValueAndGradient<T>,
): T {
  const op = tf.customGrad<T>((...received) => {
    const save = received.at(-1) as tf.GradSaveFunc;
    return forward(received.slice(0, -1) as tf.Tensor[], save);
  });
  return op(...inputs);
}
