/** Ops with a gradient of their own, which frees what it needed as soon as it has been used. */
import * as tf from '@tensorflow/tfjs';
import { sameMemory } from './same-memory.ts';

/** What an op with a gradient of its own gives back. */
export interface ValueAndGradient<T extends tf.Tensor> {
  readonly value: T;
  /** From dy and the saved tensors to one gradient per input, in order. */
  readonly gradFunc: (dy: T, saved: tf.Tensor[]) => tf.Tensor[];
}

type Forward<T extends tf.Tensor> = (save: (tensors: tf.Tensor[]) => void) => ValueAndGradient<T>;

/** Whether somebody will ask for a gradient of what is computed now. */
export const gradientWanted = (): boolean => tf.engine().state.gradientDepth > 0;

/**
 * `tf.customGrad` with types that say what it does: runs `forward` once, on `inputs`. What the gradient needs is saved
 * and, in an ordinary backward pass, released as soon as it has been used: tfjs itself would keep the saved tensors of all
 * ops, and every intermediate gradient, until the whole pass has ended. The op is one entry of the tape, where tfjs makes
 * another for each tensor that is saved, and does not run through the layers by which tfjs calls its kernels: at a
 * thousand small ops an update they took a tenth of its time.
 */
export function withGradient<T extends tf.Tensor>(inputs: readonly tf.Tensor[], forward: Forward<T>): T {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  // Nobody will ask for a gradient, or only one of the op that this is a part of.
  if (gradientDepth === 0 || kernelDepth > 0) return tf.tidy(() => forward(() => undefined).value);
  return gradientDepth > 1 ? recordedByTfjs(inputs, forward) : recorded(inputs, forward);
}

/** A gradient of a gradient goes on through what was saved, which tfjs therefore has on the tape. */
function recordedByTfjs<T extends tf.Tensor>(inputs: readonly tf.Tensor[], forward: Forward<T>): T {
  const op = tf.customGrad<T>((...received) => {
    const { value, gradFunc } = forward(received.at(-1) as tf.GradSaveFunc);
    return { value, gradFunc: (dy, saved) => releasing(dy, saved, gradFunc) };
  });
  return op(...inputs);
}

/** Runs an op and puts it on the tape. */
function recorded<T extends tf.Tensor>(inputs: readonly tf.Tensor[], forward: Forward<T>): T {
  const { state } = tf.engine();
  let op: ValueAndGradient<T> | undefined;
  let saved: tf.Tensor[] = [];
  // What the op is made of is not on the tape.
  state.kernelDepth++;
  try {
    tf.tidy(() => {
      let wanted: readonly tf.Tensor[] = [];
      op = forward((tensors) => (wanted = tensors));
      const { value } = op;
      saved = wanted.map((tensor) => savedOf(tensor, value, state.activeScope.id));
      return value;
    });
  } finally {
    state.kernelDepth--;
  }
  const { value, gradFunc } = op!;
  const gradient = ([dy]: tf.Tensor[]) => {
    const gradients = releasing(dy as T, saved, gradFunc);
    if (gradients.length !== inputs.length) {
      throw new Error(`An op of ${inputs.length} inputs gives ${gradients.length} gradients.`);
    }
    return Object.fromEntries(gradients.map((each, i) => [i, () => each]));
  };
  const [id, kernelName] = [state.nextTapeNodeId++, 'withGradient'];
  state.activeTape.push({
    id,
    kernelName,
    inputs: Object.fromEntries(inputs.entries()),
    outputs: [value],
    saved,
    gradient,
  });
  return value;
}

/** A tensor that lives until the backward pass: what the op has made for that alone, or another reference to the same memory. */
function savedOf(tensor: tf.Tensor, value: tf.Tensor, scope: number): tf.Tensor {
  if (tensor.isDisposed) throw new Error('An op saves a tensor that it has disposed.');
  if (tensor !== value && tensor.scopeId === scope) return tf.keep(tensor);
  return tf.keep(sameMemory(tensor));
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
