/** TransNAR against the Transformer on the same problems: differences, how sure they are, and what they come to. */
import type { AlgorithmName } from '../dataset/index.ts';
import { type Metric, type ResultRow, mean } from '../metric/index.ts';
import { comparedModels } from './compared-models.ts';
import { holm } from './resampling.ts';
import { type Difference, differenceBetween, sharedScores } from './shared-scores.ts';

/** What one algorithm and size come to: TransNAR's score less the Transformer's. */
export interface PairedDifference extends Difference {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  /** Seeds that both models have, and problems that all of these answered. */
  readonly seeds: number;
  readonly problems: number;
  readonly transnar: number;
  readonly transformer: number;
  /** `p` after Holm's correction over all differences that were asked for together. */
  readonly adjusted: number;
}

/** More than chance over problems, these seeds given, and more than what seeds and problems drawn again come to. */
export const isSure = ({
  low,
  high,
  adjusted,
}: Pick<PairedDifference, 'low' | 'high' | 'adjusted'>): boolean => adjusted < 0.05 && (low > 0 || high < 0);

/** Which rows are paired. */
export interface PairedOptions {
  readonly sizes: readonly number[];
  readonly metric?: Metric;
  /** Of both models; default: "default". */
  readonly variant?: string;
  /** Of the Transformer, where it is another one than TransNAR's, such as of a TransNAR that reads otherwise. */
  readonly against?: string;
  readonly initialisation?: ResultRow['initialisation'];
}

/**
 * A difference for each algorithm and size of which both models have rows with the scores of each problem; in the order of
 * the algorithms. Interval: percentiles of means over seeds and problems drawn again, each with replacement. p: of the
 * differences of problems (means over seeds) with their signs drawn at random. Both are the same at every call.
 *
 * Throws where rows of one seed are of different numbers of problems, or of several runs.
 */
export function pairedDifferences(rows: readonly ResultRow[], options: PairedOptions): PairedDifference[] {
  const found = sharedScores(rows.filter(isPaired(options)), comparedModels).map(({ of, ...which }) => ({
    ...which,
    transnar: mean(of.transnar.flat()),
    transformer: mean(of.transformer.flat()),
    ...differenceBetween(of.transnar, of.transformer),
  }));
  const adjusted = holm(found.map(({ p }) => p));
  return found.map((difference, i) => ({ ...difference, adjusted: adjusted[i] }));
}

/** Which rows {@link pairedDifferences} takes. */
export function isPaired(options: PairedOptions): (row: ResultRow) => boolean {
  const { sizes, metric = 'clrs', initialisation = 'untrained' } = options;
  const { variant = 'default', against = variant } = options;
  return (row) =>
    row.each !== undefined &&
    row.metric === metric &&
    row.variant === (row.model === 'transnar' ? variant : against) &&
    row.initialisation === initialisation &&
    sizes.includes(row.size);
}
