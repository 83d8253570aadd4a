/** TransNAR in two variants as Markdown: a line for each algorithm, and what each size comes to. */
import { isSure } from '../analysis/paired.ts';
import { type VariantDifference, variantDifferences } from '../analysis/variant-differences.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { readable } from '../figure/theme.ts';
import { type ResultRow, grouped, mean } from '../metric/index.ts';
import { aheadAndBehind, chance, withInterval } from './difference-words.ts';
import { compared } from './learned.ts';

/** A variant, and what it is called in the table. */
export interface Side {
  readonly variant: string;
  readonly says: string;
}

/** The first variant less the second, at the largest trained size and at those that training did not show. */
export function variantTable(rows: readonly ResultRow[], first: Side, second: Side): string {
  const variants = [first.variant, second.variant] as const;
  const found = variantDifferences(rows, { model: 'transnar', variants, sizes: compared });
  if (found.length === 0) return 'Nothing has been compared yet.\n';
  const both = `${first.says}, ${second.says}`;
  const lines = grouped(found, ({ algorithm }) => algorithm).map((own): TableRow => ({
    algorithm: readable(own[0].algorithm),
    seeds: own[0].seeds,
    ...Object.fromEntries(
      atEachSize(own).flatMap(([size, [each]]) => [
        [`${both} at ${size}`, written(each.scores)],
        [`difference at ${size}`, withInterval(each)],
        [`p at ${size}`, chance(each)],
      ]),
    ),
  }));
  const sizes = atEachSize(found).map(([size, own]): TableRow => ({
    size,
    algorithms: own.length,
    [both]: written([0, 1].map((side) => mean(own.map(({ scores }) => scores[side])))),
    [`${first.says} ahead / behind`]: aheadAndBehind(own),
    'of these beyond chance': aheadAndBehind(own.filter(isSure)),
  }));
  return `${markdownTable(lines)}\n\n${markdownTable(sizes)}\n`;
}

const atEachSize = (found: readonly VariantDifference[]) =>
  compared
    .map((size) => [size, found.filter((each) => each.size === size)] as const)
    .filter(([, own]) => own.length > 0);

const written = (scores: readonly number[]) => scores.map((score) => score.toFixed(2)).join(', ');
