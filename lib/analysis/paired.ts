/** TransNAR against the Transformer on the same problems: differences, how sure they are, and what they come to. */
import { type AlgorithmName, algorithmNames } from '../dataset/index.ts';
import { type Metric, type ResultRow, grouped, mean } from '../metric/index.ts';
import { RandomState } from '../random/index.ts';
import { comparedModels } from './compared-models.ts';
import { holm, resampled, signFlips } from './resampling.ts';

/** What one algorithm and size come to. */
export interface PairedDifference {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  /** Seeds that both models have, and problems that all of these answered. */
  readonly seeds: number;
  readonly problems: number;
  readonly transnar: number;
  readonly transformer: number;
  /** TransNAR's score less the Transformer's; its 95 % interval is over problems and, where there are several, seeds. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of a difference as large where neither model is better on any problem, these seeds given. */
  readonly p: number;
  /** The same after Holm's correction over all differences that were asked for together. */
  readonly adjusted: number;
}

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

/** Draws behind an interval and behind a p. */
const draws = 9999;

/**
 * A difference for each algorithm and size of which both models have rows with the scores of each problem; in the order of
 * the algorithms. Interval: percentiles of means over seeds and problems drawn again, each with replacement. p: of the
 * differences of problems (means over seeds) with their signs drawn at random. Both are the same at every call.
 *
 * Throws where rows of one seed are of different numbers of problems, or of several runs.
 */
export function pairedDifferences(rows: readonly ResultRow[], options: PairedOptions): PairedDifference[] {
  const chosen = rows.filter(isPaired(options));
  const found = grouped(chosen, ({ algorithm, size }) => `${algorithm} ${size}`)
    .flatMap((own) => differenceOf(own) ?? [])
    .sort((a, b) => rank(a.algorithm) - rank(b.algorithm) || a.size - b.size);
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

const rank = (name: AlgorithmName) => algorithmNames.indexOf(name);

function differenceOf(rows: readonly ResultRow[]): Omit<PairedDifference, 'adjusted'> | undefined {
  const { algorithm, size } = rows[0];
  const [transnar, transformer] = comparedModels.map((model) =>
    bySeed(rows.filter((row) => row.model === model)),
  );
  const seeds = [...transnar.keys()].filter((seed) => transformer.has(seed));
  if (seeds.length === 0) return undefined;
  const scores = seeds.map((seed) => ({ a: transnar.get(seed)!, b: transformer.get(seed)! }));
  const problems = scores[0].a.length;
  if (scores.some(({ a, b }) => a.length !== problems || b.length !== problems)) {
    throw new Error(`The rows of ${algorithm} at size ${size} are of different numbers of problems.`);
  }
  const differences = scores.map(({ a, b }) => a.map((score, i) => score - b[i]));
  const [low, high] = resampled(differences, { draws, random: RandomState.seeded(0) });
  return {
    algorithm,
    size,
    seeds: seeds.length,
    problems,
    transnar: mean(scores.flatMap(({ a }) => a)),
    transformer: mean(scores.flatMap(({ b }) => b)),
    difference: mean(differences.flat()),
    low,
    high,
    p: signFlips(
      Array.from({ length: problems }, (_, i) => mean(differences.map((own) => own[i]))),
      { draws, random: RandomState.seeded(0) },
    ),
  };
}

/** The scores of each problem by seed. */
function bySeed(rows: readonly ResultRow[]): Map<number, readonly number[]> {
  const found = new Map<number, readonly number[]>();
  for (const { model, algorithm, size, seed, each } of rows) {
    if (found.has(seed)) {
      throw new Error(`Several runs have rows of ${model}, ${algorithm} at size ${size}, seed ${seed}.`);
    }
    found.set(seed, each!);
  }
  return found;
}
