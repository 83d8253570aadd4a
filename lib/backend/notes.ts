/** Acts that an engine notes: when its notes do, and when they are taken anew. */
import type * as tf from '@tensorflow/tfjs';
import type { ActOfMany, Repeated } from './kernels.ts';

/** An act that was done and noted: its results, and what does it again to inputs of the same shapes. */
export interface Noted extends Repeated {
  readonly first: tf.Tensor[];
}

/** How an engine takes notes. */
export interface Notes {
  /** Whether it takes some now. */
  readonly noting: () => boolean;
  readonly note: (inputs: readonly tf.Tensor[]) => Noted;
}

/** The act, done from notes, which are taken when shapes are new. */
export function fromNotes(act: ActOfMany, { noting, note }: Notes): Repeated {
  let known: { readonly shapes: string; readonly notes: Repeated } | undefined;
  const forget = (): void => {
    known?.notes.forget();
    known = undefined;
  };
  const run = (...inputs: tf.Tensor[]): tf.Tensor[] => {
    const shapes = inputs.map(({ dtype, shape }) => `${dtype} ${shape.join(' ')}`).join();
    if (known?.shapes === shapes) return known.notes.run(...inputs);
    forget();
    // An act within one that is noted is part of it.
    if (noting()) return act(...inputs);
    const { first, ...notes } = note(inputs);
    known = { shapes, notes };
    return first;
  };
  return { run, forget };
}
