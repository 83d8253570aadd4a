/** Scores of several models, or variants, on the same problems, and how sure a difference between two of them is. */
import { type AlgorithmName, algorithmNames } from '../dataset/index.ts';
import { type ResultRow, grouped, mean } from '../metric/index.ts';
import { resampled, signFlips } from './resampling.ts';

/** By seed and problem, [seed][problem]. */
export type Scores = readonly (readonly number[])[];

/** The scores of several sides on one algorithm's problems of one size, at the seeds that all of them have. */
export interface SharedScores<Side extends string> {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly seeds: number;
  readonly problems: number;
  readonly of: Readonly<Record<Side, Scores>>;
}

/** A difference of means, and how sure it is. */
export interface Difference {
  /** Its 95 % interval is over problems and, where there are several, seeds. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Of a difference as large where neither model is better on any problem, these seeds given. */
  readonly p: number;
}

/** Draws behind an interval and behind a p. */
export const draws = 9999;

/**
 * Of rows that have the scores of each problem: by algorithm, in their order, and size; without those where the sides share no
 * seed. A row is of the side that `sideOf` says, its model's if nothing else is asked for, and of none if that is not among them.
 * Throws where rows of one seed are of different numbers of problems, or of several runs.
 */
export function sharedScores<Side extends string>(
  rows: readonly ResultRow[],
  sides: readonly Side[],
  sideOf: (row: ResultRow) => string = ({ model }) => model,
): SharedScores<Side>[] {
  return grouped(rows, ({ algorithm, size }) => `${algorithm} ${size}`)
    .flatMap((own) => sharedOf(own, sides, sideOf) ?? [])
    .sort((a, b) => rank(a.algorithm) - rank(b.algorithm) || a.size - b.size);
}

const rank = (name: AlgorithmName) => algorithmNames.indexOf(name);

function sharedOf<Side extends string>(
  rows: readonly ResultRow[],
  sides: readonly Side[],
  sideOf: (row: ResultRow) => string,
): SharedScores<Side> | undefined {
  const { algorithm, size } = rows[0];
  const known = sides.map((side) => bySeed(rows.filter((row) => sideOf(row) === side)));
  const seeds = [...known[0].keys()].filter((seed) => known.every((own) => own.has(seed)));
  if (seeds.length === 0) return undefined;
  const scores = known.map((own) => seeds.map((seed) => own.get(seed)!));
  const problems = scores[0][0].length;
  if (scores.flat().some((own) => own.length !== problems)) {
    throw new Error(`The rows of ${algorithm} at size ${size} are of different numbers of problems.`);
  }
  const of = Object.fromEntries(sides.map((side, i) => [side, scores[i]])) as unknown as Record<Side, Scores>;
  return { algorithm, size, seeds: seeds.length, problems, of };
}

/** The first less the second, problem by problem. */
export const less = (first: Scores, second: Scores): Scores =>
  first.map((own, seed) => own.map((score, i) => score - second[seed][i]));

/**
 * The first less the second. Interval: percentiles of means over seeds and problems drawn again, each with replacement. p: of
 * the differences of problems (means over seeds) with their signs drawn at random. Both are the same at every call.
 */
export function differenceBetween(first: Scores, second: Scores): Difference {
  const differences = less(first, second);
  const [low, high] = resampled(differences, { draws, seed: 0 });
  const ofProblems = differences[0].map((_, i) => mean(differences.map((own) => own[i])));
  return {
    difference: mean(differences.flat()),
    low,
    high,
    p: signFlips(ofProblems, { draws, seed: 0 }),
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
