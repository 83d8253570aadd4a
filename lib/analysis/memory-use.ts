/** What a TransNAR owes to the memory that it reads: the same model with another memory, or with its gates closed. */
import * as tf from '@tensorflow/tfjs';
import { type Trajectory, collate, preprocess } from '../dataset/index.ts';
import type { Parameters } from '../model/parameters.ts';
import { disposeMemories } from '../model/transnar/memory-bank.ts';
import { memoriesAt } from '../model/transnar/reasoner.ts';
import type { Solution, Solver } from '../model/transnar/solve.ts';

/** The solver with the memory of this problem before it, whatever it is asked. Throws for a model that reads no graph. */
export function readingOf(other: Trajectory, solver: Solver): Solver {
  const { reasoner } = solver;
  if (!reasoner) throw new Error('This model reads no graph: give a TransNAR with its reasoner.');
  const batch = collate([preprocess(other)]);
  return { ...solver, reasoner: { memoryWidths: reasoner.memoryWidths, memory: () => reasoner.memory(batch) } };
}

/** Sets the gates of a TransNAR's reading layers to 0: what is left is its language model. A Transformer has none. */
export function closeGates(parameters: Parameters): void {
  for (const [name, variable] of parameters.entries()) {
    if (!/^reader\.blocks\.\d+\.(attention|feedForward)Gate$/.test(name)) continue;
    tf.tidy(() => variable.assign(tf.zerosLike(variable)));
  }
}

/**
 * What a model says of every token of a text that was written before, by it or by another model: logits [T, V], for T
 * tokens of question and answer. The text keeps its positions, so two models can be compared number by number.
 */
export function logitsOf(
  { prompt, tokens, positions, trajectory }: Solution,
  { model, reasoner }: Solver,
): Float32Array {
  const text = [...prompt, ...tokens];
  const row = (values: ArrayLike<number>) =>
    tf.tensor2d(Int32Array.from(values), [1, text.length], 'int32');
  const memory = reasoner ? memoriesAt(reasoner, collate([preprocess(trajectory)]), model.readsAt) : [];
  const said: Float32Array[] = [];
  try {
    tf.tidy(() => said.push(model.logits(row(text), row(positions), memory).dataSync<'float32'>()));
  } finally {
    disposeMemories(memory);
  }
  return said[0];
}
