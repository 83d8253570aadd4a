/** Answers to look at one by one. */
import type { AlgorithmName } from '../dataset/index.ts';
import { type TextScores, byMetric } from '../metric/index.ts';
import type { Prediction } from '../store/index.ts';
import { type AnswerKind, answerKind } from './failures.ts';

/** A row of a table. A type and not an interface, so that it passes as one. */
export type Example = TextScores & {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly index: number;
  readonly kind: AnswerKind;
  readonly question: string;
  readonly truth: string;
  readonly prediction: string;
};

/** What to show; what is left out does not restrict. */
export interface ExampleFilter {
  readonly algorithms?: readonly AlgorithmName[];
  readonly sizes?: readonly number[];
  /** By default all but `right`. */
  readonly kinds?: readonly AnswerKind[];
}

/** The answers that pass the filter, worst CLRS score first and otherwise in their order. */
export function examples(
  predictions: readonly Prediction[],
  { algorithms, sizes, kinds }: ExampleFilter = {},
): Example[] {
  return predictions
    .filter(
      ({ algorithm, size }) => (algorithms?.includes(algorithm) ?? true) && (sizes?.includes(size) ?? true),
    )
    .map((prediction) => ({ kind: answerKind(prediction), ...prediction }))
    .filter(({ kind }) => kinds?.includes(kind) ?? kind !== 'right')
    .sort((a, b) => a.clrs - b.clrs)
    .map(({ algorithm, size, index, kind, question, answer, prediction, ...rest }) => {
      const scores = byMetric((metric) => rest[metric]);
      return { algorithm, size, index, kind, question, truth: answer, prediction, ...scores };
    });
}
