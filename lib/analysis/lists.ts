/** Answers that are lists: where their elements are wrong, and how long they are. */
import { type Summary, grouped, readAnswer, sameNumber, summarize } from '../metric/index.ts';
import type { Prediction } from '../store/index.ts';
import { type ProblemSet, byProblemSet } from './problem-sets.ts';

/** One output with several elements, in all answers of a problem set. */
export interface ListOutput extends ProblemSet {
  /** The output's name in the text, such as `pi`. */
  readonly output: string;
  readonly answers: number;
}

/** The share of wrong elements at one place, with its confidence interval over answers. */
export interface PositionError extends ListOutput, Summary {
  /** From 0; in a matrix row by row. */
  readonly position: number;
  /** Answers of another shape, which say nothing about positions and are not in the share. */
  readonly misshapen: number;
}

/** The share of wrong elements at each position, over the answers of the right shape; an output without any has none. */
export function errorsByPosition(predictions: readonly Prediction[]): PositionError[] {
  return listOutputs(predictions).flatMap(({ about, lists }) => {
    const misshapen = lists.filter(({ shaped }) => !shaped).length;
    const fitting = lists.filter(({ shaped }) => shaped);
    const length = Math.max(0, ...fitting.map(({ truth }) => truth.length));
    return Array.from({ length }, (_, position) => {
      const reaching = fitting.filter(({ truth }) => position < truth.length);
      const wrong = reaching.map(({ truth, predicted }) =>
        Number(!sameNumber(truth[position], predicted![position])),
      );
      return { ...about, position, misshapen, ...summarize(wrong) };
    });
  });
}

/** How many answers have this many elements where the truth has that many. */
export interface LengthCount extends ListOutput {
  readonly truth: number;
  readonly predicted: number;
  readonly count: number;
  /** Answers without a length: not built like an answer, or never ended. */
  readonly unread: number;
}

/** Predicted against true lengths, in elements; those of a matrix all together. */
export function lengthCounts(predictions: readonly Prediction[]): LengthCount[] {
  return listOutputs(predictions).flatMap(({ about, lists }) => {
    const unread = lists.filter(({ predicted }) => !predicted).length;
    const pairs = lists.flatMap(({ truth, predicted }) =>
      predicted ? [{ truth: truth.length, predicted: predicted.length }] : [],
    );
    return grouped(pairs, ({ truth, predicted }) => `${truth} ${predicted}`)
      .map((own) => ({ ...about, ...own[0], count: own.length, unread }))
      .sort((a, b) => a.truth - b.truth || a.predicted - b.predicted);
  });
}

interface List {
  readonly truth: readonly string[];
  readonly predicted: readonly string[] | undefined;
  /** Whether the whole answer has the right shape. */
  readonly shaped: boolean;
}

function listOutputs(predictions: readonly Prediction[]): { about: ListOutput; lists: List[] }[] {
  return byProblemSet(predictions).flatMap(({ algorithm, size, answers }) => {
    const read = answers.map((answer) => ({ ...readAnswer(answer), shaped: answer.shape === 1 }));
    return read[0].layout.outputs.flatMap(({ name, shape }, i) => {
      if (shape === 'number') return [];
      const lists = read.map(({ truth, predicted, shaped }) => ({
        truth: truth[i].flat(),
        predicted: predicted?.[i].flat(),
        shaped,
      }));
      return [{ about: { algorithm, size, output: name, answers: answers.length }, lists }];
    });
  });
}
