/** What figures of answers are drawn from: the predictions of several models side by side. */
import type { Prediction } from '../../store/index.ts';
import { coloursOf } from '../theme.ts';

/** The answers of models that are drawn side by side, by the name of the series, such as "TransNAR". */
export type AnswersBySeries = Readonly<Record<string, readonly Prediction[]>>;

/** What an analysis finds in the answers of each series, as rows that name their series. */
export function rowsBySeries<T extends object>(
  answers: AnswersBySeries,
  analyse: (predictions: readonly Prediction[]) => readonly T[],
): (T & { readonly series: string })[] {
  const rows = Object.entries(answers).flatMap(([series, predictions]) =>
    analyse(predictions).map((row) => ({ ...row, series })),
  );
  if (rows.length > 0) return rows;
  throw new Error(
    `There is nothing to draw in the answers of ${Object.keys(answers).join(', ') || 'no series'}.`,
  );
}

/** The colour that tells series apart. */
export function seriesColour(answers: AnswersBySeries) {
  const names = Object.keys(answers);
  return {
    field: 'series',
    type: 'nominal',
    title: null,
    legend: names.length > 1 ? { orient: 'top' } : null,
    scale: { domain: names, range: coloursOf(names) },
  } as const;
}
