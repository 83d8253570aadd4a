/** What the tokens of an answered question look at in the text itself, for whatever model has written the answer. */
import * as tf from '@tensorflow/tfjs';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesToRead } from '../model/transnar/reasoner.ts';
import type { Solver } from '../model/transnar/solve.ts';
import { activationsOf } from './activations.ts';
import type { Written } from './attention.ts';

/** The causal self-attention of T tokens of question and answer, in L layers. */
export interface TextAttention {
  readonly layers: number;
  readonly heads: number;
  /** [L, heads, T, T], row t is what token t looks at; 0 after t. */
  readonly toTokens: Float32Array;
}

/** The self-attention of an answered question, read once more at the positions that it was written at. */
export function textAttention(written: Written, solver: Solver): TextAttention {
  const { prompt, tokens, positions } = written;
  const { model } = solver;
  const text = [...prompt, ...tokens];
  const row = (values: ArrayLike<number>) =>
    tf.tensor2d(Int32Array.from(values).subarray(0, text.length), [1, text.length], 'int32');
  const memory = memoriesToRead(written.trajectory, solver);
  try {
    const read = () => tf.tidy(() => void model.hidden(row(text), row(positions), memory));
    const seen = [...activationsOf(read, (name) => name.endsWith('.attention.weights')).values()].flat();
    const size = text.length ** 2;
    const heads = seen[0].shape[1];
    const toTokens = new Float32Array(seen.length * heads * size);
    seen.forEach(({ values }, layer) => toTokens.set(values, layer * heads * size));
    return { layers: seen.length, heads, toTokens };
  } finally {
    disposeMemories(memory);
  }
}
