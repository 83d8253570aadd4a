/** Many results as one number with its uncertainty. */
import { mean } from './mean.ts';
import type { ResultRow } from './result-row.ts';

/** Several values as one, with their spread. */
export interface Summary {
  readonly mean: number;
  /** Standard deviation of a sample (n - 1); NaN for a single value. */
  readonly deviation: number;
  /** Student's t interval around the mean; NaN for a single value. Not cut at 0 or 1. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** Mean, spread and confidence interval of independent values, such as the scores of several seeds. */
export function summarize(values: readonly number[], level = 0.95): Summary {
  if (values.length === 0) throw new Error('There is nothing to summarize.');
  const count = values.length;
  const center = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - center) ** 2, 0);
  const deviation = Math.sqrt(squares / (count - 1));
  const margin = count > 1 ? (studentQuantile(level, count - 1) * deviation) / Math.sqrt(count) : NaN;
  return { mean: center, deviation, low: center - margin, high: center + margin, count };
}

/**
 * One summary for every group of rows with an equal `key`, in the order in which the groups first appear. Seeds are
 * what varies: rows of a group with the same seed, such as those of all algorithms of a family, are averaged first.
 */
export function aggregate<K extends object>(
  rows: readonly ResultRow[],
  key: (row: ResultRow) => K,
  level = 0.95,
): (K & Summary)[] {
  const groups = new Map<string, { key: K; bySeed: Map<number, number[]> }>();
  for (const row of rows) {
    const groupKey = key(row);
    const name = JSON.stringify(groupKey);
    const group = groups.get(name) ?? { key: groupKey, bySeed: new Map<number, number[]>() };
    groups.set(name, group);
    const values = group.bySeed.get(row.seed);
    if (values) values.push(row.value);
    else group.bySeed.set(row.seed, [row.value]);
  }
  return [...groups.values()].map((group) => ({
    ...group.key,
    ...summarize([...group.bySeed.values()].map(mean), level),
  }));
}

/** The t with probability `level` between -t and t, by bisection. */
function studentQuantile(level: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentProbability(high, degrees) < level) high *= 2;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return high;
}

/** P(-t < T < t) for whole degrees of freedom: Abramowitz and Stegun, 26.7.3 and 26.7.4. */
function studentProbability(t: number, degrees: number): number {
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine ** 2;
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
