/** How sure differences are, without assuming how they are distributed; and ranks. */
import { mean } from '../metric/index.ts';
import type { RandomState } from '../random/index.ts';
import { choicesOf, headsOf } from './kept-draws.ts';

/** How often to draw, and the seed of what is drawn. */
export interface Draws {
  readonly draws: number;
  readonly seed: number;
}

/**
 * The 2.5th and the 97.5th percentile of the mean of `values` [seed][problem], all seeds with the same problems, when seeds
 * and problems are both drawn again with replacement (Owen 2007, "The pigeonhole bootstrap").
 */
export function resampled(
  values: readonly (readonly number[])[],
  { draws, seed }: Draws,
): readonly [low: number, high: number] {
  const [seeds, problems] = [values.length, values[0].length];
  const choices = choicesOf(seed, { draws, seeds, problems });
  const means = new Float64Array(draws);
  for (let draw = 0, at = 0; draw < draws; draw++, at += seeds + problems) {
    let sum = 0;
    for (let i = 0; i < problems; i++) {
      const problem = choices[at + seeds + i];
      for (let s = 0; s < seeds; s++) sum += values[choices[at + s]][problem];
    }
    means[draw] = sum / (seeds * problems);
  }
  return middle95(means);
}

/** The means of tables [seed][problem] of the same seeds and problems, these drawn again: the same ones for all tables. */
export function drawnAgain(
  tables: readonly (readonly (readonly number[])[])[],
  random: RandomState,
): number[] {
  const [seeds, problems] = [tables[0].length, tables[0][0].length];
  const chosen = Array.from({ length: seeds }, () => random.integer(seeds));
  const sums = tables.map(() => 0);
  for (let i = 0; i < problems; i++) {
    const problem = random.integer(problems);
    tables.forEach((table, t) => {
      for (const seed of chosen) sums[t] += table[seed][problem];
    });
  }
  return sums.map((sum) => sum / (seeds * problems));
}

/** The 2.5th and the 97.5th percentile of what was drawn. */
export function middle95(drawn: ArrayLike<number>): readonly [low: number, high: number] {
  const sorted = Float64Array.from(drawn).sort();
  const at = (share: number) => sorted[Math.round(share * (drawn.length - 1))];
  return [at(0.025), at(0.975)];
}

/**
 * p of a two-sided test that paired differences are as often below 0 as above: the share of draws, the sign of each
 * difference at random, whose mean is as far from 0. At least 1 / (draws + 1).
 */
export function signFlips(differences: readonly number[], { draws, seed }: Draws): number {
  const apart = differences.filter((difference) => difference !== 0); // The others stay 0 whatever their sign.
  const observed = Math.abs(apart.reduce((sum, difference) => sum + difference, 0));
  const heads = headsOf(seed, draws * apart.length);
  let asFar = 1;
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let i = 0; i < apart.length; i++) sum += heads[draw * apart.length + i] ? apart[i] : -apart[i];
    if (Math.abs(sum) >= observed - rounding) asFar++;
  }
  return asFar / (draws + 1);
}

/** Sums in another order are equal up to this. */
const rounding = 1e-9;

/** p values corrected for their number by Holm's method (1979), in the given order. */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const adjusted = new Array<number>(values.length);
  let largest = 0;
  order.forEach((i, rank) => {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * values[i]));
    adjusted[i] = largest;
  });
  return adjusted;
}

/** Spearman's rank correlation, ties with their mean rank; NaN where all of one side are equal. */
export function rankCorrelation(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [ranks(a), ranks(b)];
  const [centerA, centerB] = [mean(first), mean(second)];
  const sum = (of: (i: number) => number) => first.reduce((total, _, i) => total + of(i), 0);
  const [da, db] = [(i: number) => first[i] - centerA, (i: number) => second[i] - centerB];
  return sum((i) => da(i) * db(i)) / Math.sqrt(sum((i) => da(i) ** 2) * sum((i) => db(i) ** 2));
}

/** From 1; equal values have the mean of their ranks. */
function ranks(values: readonly number[]): number[] {
  return values.map((value) => {
    const below = values.filter((other) => other < value).length;
    const equal = values.filter((other) => other === value).length;
    return below + (equal + 1) / 2;
  });
}
