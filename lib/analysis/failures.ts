/** What kind of answer each prediction is. */
import { type Elements, readAnswer } from '../metric/answered-text.ts'; // Pages bundle this file: not the whole room.
import type { Prediction } from '../store/index.ts';
import { type ProblemSet, byProblemSet } from './problem-sets.ts';

/**
 * From right to worst. `not rectangular`: rows of different lengths, or as many elements as the truth in other rows.
 * `unparsable`: an illegal character, or no structure of an answer. `never ended`: no blank line within the budget.
 */
export const answerKinds = [
  'right',
  'wrong values',
  'too short',
  'too long',
  'not rectangular',
  'unparsable',
  'never ended',
] as const;

/** One of `answerKinds`. */
export type AnswerKind = (typeof answerKinds)[number];

/** An answer is right if all its elements are; of one with a trace, those after the trace. */
export function answerKind(prediction: Prediction): AnswerKind {
  if (prediction.clrs === 1) return 'right';
  if (!prediction.ended) return 'never ended';
  if (prediction.parse < 1) return 'unparsable';
  if (prediction.shape === 1) return 'wrong values';
  const { truth, predicted } = readAnswer(prediction);
  if (!predicted) return 'unparsable';
  if (!predicted.every(isRectangular)) return 'not rectangular';
  const surplus = count(predicted) - count(truth);
  return surplus < 0 ? 'too short' : surplus > 0 ? 'too long' : 'not rectangular';
}

const isRectangular = (rows: Elements[number]) => rows.every(({ length }) => length === rows[0].length);

const count = (elements: Elements) => elements.flat(2).length;

/** How many answers of a problem set are of one kind. */
export interface KindCount extends ProblemSet {
  readonly kind: AnswerKind;
  readonly count: number;
  /** Of all answers of the problem set. */
  readonly share: number;
  readonly answers: number;
}

/** How many answers of each algorithm and size are of each kind, kinds without an answer included. */
export function countKinds(predictions: readonly Prediction[]): KindCount[] {
  return byProblemSet(predictions).flatMap(({ algorithm, size, answers }) => {
    const kinds = answers.map(answerKind);
    return answerKinds.map((kind) => {
      const own = kinds.filter((each) => each === kind).length;
      return { algorithm, size, kind, count: own, share: own / answers.length, answers: answers.length };
    });
  });
}
