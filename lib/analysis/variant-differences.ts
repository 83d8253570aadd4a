/** One model in two variants, on the same problems: what the first is ahead of the second by. */
import type { AlgorithmName } from '../dataset/index.ts';
import { type Metric, type ResultRow, mean } from '../metric/index.ts';
import { holm } from './resampling.ts';
import { type Difference, differenceBetween, sharedScores } from './shared-scores.ts';

/** Of one algorithm and size. */
export interface VariantDifference extends Difference {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  /** Seeds that both variants have, and problems that all of these answered. */
  readonly seeds: number;
  readonly problems: number;
  /** Mean scores of the first variant and of the second. */
  readonly scores: readonly [first: number, second: number];
  /** `p` after Holm's correction over all differences that were asked for together. */
  readonly adjusted: number;
}

/** Which rows are compared. */
export interface VariantDifferencesOptions {
  readonly model: ResultRow['model'];
  readonly variants: readonly [first: string, second: string];
  readonly sizes: readonly number[];
  readonly metric?: Metric;
  readonly initialisation?: ResultRow['initialisation'];
}

/**
 * A difference for each algorithm and size of which both variants have rows with the scores of each problem; in the order of
 * the algorithms. Intervals and p as those of `pairedDifferences`. Throws where rows of one seed are of different numbers of
 * problems, or of several runs.
 */
export function variantDifferences(
  rows: readonly ResultRow[],
  { model, variants, sizes, metric = 'clrs', initialisation = 'untrained' }: VariantDifferencesOptions,
): VariantDifference[] {
  const [first, second] = variants;
  const own = rows.filter(
    (row) =>
      row.each !== undefined &&
      row.model === model &&
      row.metric === metric &&
      row.initialisation === initialisation &&
      sizes.includes(row.size),
  );
  const found = sharedScores(own, variants, ({ variant }) => variant).map(({ of, ...which }) => ({
    ...which,
    scores: [mean(of[first].flat()), mean(of[second].flat())] as const,
    ...differenceBetween(of[first], of[second]),
  }));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((difference, i) => ({ ...difference, adjusted: adjusted[i] }));
}
