/** The form of an answer. */
import { type AlgorithmName, algorithm } from '../dataset/index.ts';
import { textLayout } from '../dataset/text/index.ts';

/**
 * Whether the answer is a fixed number of values, such as one index, or grows with the problem as lists and matrices
 * do. A fixed answer has the right shape almost always, so means over both kinds mislead.
 */
export type AnswerForm = 'single value' | 'list';

export function answerForm(name: AlgorithmName): AnswerForm {
  const { outputs } = textLayout(algorithm(name), false);
  return outputs.every(({ shape }) => shape === 'number') ? 'single value' : 'list';
}
