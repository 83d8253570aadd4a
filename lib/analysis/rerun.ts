/** A text that was written before, run again as a whole: to see inside, or to compare what two models say of it. */
import * as tf from '@tensorflow/tfjs';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesToRead } from '../model/transnar/reasoner.ts';
import type { Solution, Solver } from '../model/transnar/solve.ts';

/** Runs of one text, which keeps its positions and its memory. */
export interface Rerun {
  /** Of every token of question and answer, [1, T, V]; to be called as often as is wanted. */
  readonly logits: () => tf.Tensor3D;
  readonly dispose: () => void;
}

/** Prepares to run what was written, by this solver or by another one. */
export function rerun(solution: Solution, solver: Solver): Rerun {
  const { prompt, tokens, positions } = solution;
  const { model } = solver;
  const text = [...prompt, ...tokens];
  const row = (values: ArrayLike<number>) => tf.tensor2d(Int32Array.from(values), [1, text.length], 'int32');
  const memory = memoriesToRead(solution.trajectory, solver);
  return {
    logits: () => model.logits(row(text), row(positions), memory),
    dispose: () => disposeMemories(memory),
  };
}
