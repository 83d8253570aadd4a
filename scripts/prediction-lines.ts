/** What the table of records says of an experiment, in words. */
import type { TokensNeeded } from '../lib/analysis/index.ts';
import { describeDifferences, recordTarget } from '../lib/experiment/index.ts';
import { mean } from '../lib/metric/index.ts';
import { duration } from '../lib/training/index.ts';

const millions = (tokens: number) => `${Number((tokens / 1e6).toPrecision(3))} M`;

/** How long it takes to a score where so many tokens are learned in a second, and what that rests on. */
export function predictionLines(
  needed: TokensNeeded | undefined,
  score: number,
  tokensPerSecond: number,
): string[] {
  const to = `to ${score}`.padEnd(14);
  if (needed === undefined) {
    return [`${to}nothing near: no attempt at a record has these algorithms, this model and this optimiser`];
  }
  const { rows, differences, tokens, atMost } = needed;
  const { set, model, change } = rows[0];
  return [
    `${to}${tokens.length > 0 ? taken(tokens, atMost, tokensPerSecond) : missed(needed)}`,
    `rests on      ${set}, ${model}: ${change} (${tokens.length} of ${rows.length} seeds got there)`,
    ...rows.map(({ run }) => `              ${run}`),
    `differing in  ${differences.length > 0 ? describeDifferences(differences) : 'nothing but the seed'}`,
    `the score is  the mean ${recordTarget.metric} over the algorithms at size ${recordTarget.size}; looking at it is not counted`,
  ];
}

function taken(tokens: readonly number[], atMost: boolean, tokensPerSecond: number): string {
  const [least, most] = [Math.min(...tokens), Math.max(...tokens)];
  const spread = (show: (tokens: number) => string) =>
    tokens.length === 1 ? '' : ` (${show(least)} to ${show(most)})`;
  const time = (count: number) => duration(count / tokensPerSecond);
  const center = mean(tokens);
  const bound = atMost ? 'at most ' : '';
  return `${bound}${millions(center)} tokens${spread(millions)}: ${time(center)} here${spread(time)}`;
}

function missed({ rows }: TokensNeeded): string {
  const best = rows.reduce((most, row) => (row.score > most.score ? row : most));
  return `unknown: the nearest attempt ended at ${Number(best.score.toPrecision(3))} after ${millions(best.tokens)} tokens`;
}
