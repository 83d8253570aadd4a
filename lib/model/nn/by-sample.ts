/** A function of each sample for itself, computed once more in the backward pass: memory for one sample, not for all. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../backend/index.ts';

/**
 * `f` of row b of each of `inputs` [B, ...], as [1, ...], for all b: [B, ...]. What `f` makes on the way is not kept for
 * the backward pass but made again. Gradients flow to the `parameters` that `f` uses, not to the inputs.
 */
export function bySample<T extends tf.Tensor>(
  parameters: readonly tf.Variable[],
  inputs: readonly tf.Tensor2D[],
  f: (...rows: tf.Tensor2D[]) => T,
): T {
  const samples = Array.from({ length: inputs[0].shape[0] }, (_, b) => b);
  const of = (b: number, all: readonly tf.Tensor[]) =>
    f(...all.map((input) => tf.slice(input as tf.Tensor2D, [b, 0], [1, -1])));
  return withGradient<T>(parameters, (save) => {
    // Saved, since a tidy around the forward pass may dispose the inputs before the backward pass.
    save(inputs.map((input) => tf.clone(input)));
    return {
      value: tf.concat(samples.map((b) => tf.tidy(() => of(b, inputs)))),
      gradFunc: (dy, saved) =>
        samples
          .map((b) => gradientsApart(parameters, () => of(b, saved), tf.gather(dy, [b])))
          .reduce((sums, more) => sums.map((sum, i) => tf.add(sum, more[i]))),
    };
  });
}

/** Gradients within a backward pass, whose own tape a second one would replace. */
function gradientsApart(parameters: readonly tf.Variable[], f: () => tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
  const { state } = tf.engine();
  const { activeTape } = state;
  try {
    return tf.grads(f)([...parameters], dy);
  } finally {
    state.activeTape = activeTape;
  }
}
