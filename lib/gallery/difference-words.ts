/** Differences and how sure they are, as the documents write them. */
import type { Difference } from '../analysis/shared-scores.ts';

/** `+0.10 (+0.03 to +0.17)`. */
export const withInterval = ({ difference, low, high }: Difference): string =>
  `${signed(difference)} (${signed(low)} to ${signed(high)})`;

/** A p after correction. */
export const chance = ({ adjusted }: { readonly adjusted: number }): string =>
  adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3);

/** With its sign; none where nothing is published, or where equal values have no order. */
export const signed = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value)
    ? 'none'
    : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;

/** `3 / 1`: how many of them are above 0, and how many below. */
export function aheadAndBehind(differences: readonly Pick<Difference, 'difference'>[]): string {
  const count = (sign: number) =>
    differences.filter(({ difference }) => Math.sign(difference) === sign).length;
  return `${count(1)} / ${count(-1)}`;
}
