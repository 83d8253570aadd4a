/** TransNAR less the Transformer as Markdown: a line for each algorithm, and what each size comes to. */
import { type PairedDifference, isSure, pairedDifferences } from '../analysis/paired.ts';
import { paperDifference, paperValues } from '../analysis/paper-values.ts';
import { rankCorrelation } from '../analysis/resampling.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { readable } from '../figure/theme.ts';
import type { ResultRow } from '../metric/index.ts';
import { aheadAndBehind, chance, signed, withInterval } from './difference-words.ts';
import { compared, largest, unseen } from './learned.ts';

/** Which variants are compared: of TransNAR, and of the Transformer. */
export interface Compared {
  readonly variant: string;
  readonly against: string;
}

/**
 * Every algorithm: both models at the largest trained size, and their differences at the others; each p corrected for the
 * differences at all three, as in the figure. Of a `variant` of TransNAR: less the Transformer as it is, or a variant of it.
 */
export function differencesTable(
  rows: readonly ResultRow[],
  { variant = 'default', against = 'default' }: Partial<Compared> = {},
): string {
  const paper = paperValues();
  const which = { variant, against };
  const differences = pairedDifferences(rows, { ...which, sizes: compared });
  const known = differences.filter(({ size }) => size === largest);
  if (known.length === 0) return 'Nothing has been compared yet.\n';
  const lines = known.map((found): TableRow => {
    const { algorithm, seeds } = found;
    const own = differences.filter((each) => each.algorithm === algorithm && each.size !== largest);
    return {
      algorithm: readable(algorithm),
      seeds,
      [`TransNAR, Transformer at ${largest}`]: bothScores(found),
      ...Object.fromEntries(
        own.flatMap((each) => [
          [`difference at ${each.size}`, withInterval(each)],
          [`p at ${each.size}`, chance(each)],
          [`paper's at ${each.size}`, signed(paperDifference(paper, { ...each, ...condition }))],
        ]),
      ),
    };
  });
  const sizes = unseen.map((size): TableRow => {
    const own = differences.filter((each) => each.size === size);
    const pairs = own.flatMap(({ algorithm, difference }) => {
      const theirs = paperDifference(paper, { algorithm, size, ...condition });
      return theirs === undefined ? [] : [{ difference, theirs }];
    });
    return {
      size,
      algorithms: own.length,
      'TransNAR ahead / behind': aheadAndBehind(own),
      'of these beyond chance': aheadAndBehind(own.filter(isSure)),
      "rank correlation with the paper's differences":
        pairs.length < fewest
          ? 'too few'
          : signed(
              rankCorrelation(
                pairs.map(({ difference }) => difference),
                pairs.map(({ theirs }) => theirs),
              ),
            ),
    };
  });
  return `${markdownTable(lines)}\n\n${markdownTable(sizes)}\n`;
}

/** A line for each algorithm and size of the rows: both models, and their difference; of these variants of the two. */
export function differencesBySize(rows: readonly ResultRow[], { variant, against }: Compared): string {
  const sizes = [...new Set(rows.map(({ size }) => size))];
  const found = pairedDifferences(rows, { sizes, variant, against });
  if (found.length === 0) return 'Nothing has been compared yet.\n';
  const lines = found.map((each): TableRow => ({
    algorithm: readable(each.algorithm),
    size: each.size,
    seeds: each.seeds,
    'TransNAR, Transformer': bothScores(each),
    difference: withInterval(each),
    p: chance(each),
  }));
  return `${markdownTable(lines)}\n`;
}

/** Of fewer algorithms a correlation of ranks says nothing. */
const fewest = 5;

const bothScores = ({ transnar, transformer }: PairedDifference) =>
  `${transnar.toFixed(2)}, ${transformer.toFixed(2)}`;

const condition = { metric: 'clrs', initialisation: 'untrained' } as const;
