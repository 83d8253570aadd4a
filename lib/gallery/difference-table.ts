/** The comparison by models that have learned as Markdown: a line for each algorithm, and what each size comes to. */
import { type PairedDifference, pairedDifferences } from '../analysis/paired.ts';
import { paperDifference, paperValues } from '../analysis/paper-values.ts';
import { rankCorrelation } from '../analysis/resampling.ts';
import { type TableRow, markdownTable } from '../figure/table.ts';
import { readable } from '../figure/theme.ts';
import type { ResultRow } from '../metric/index.ts';
import { trained, unseen } from './learned.ts';

/**
 * Every algorithm: both models at the largest trained size, and their differences at the others. Of a `variant` of TransNAR:
 * less the Transformer as it is.
 */
export function differencesTable(rows: readonly ResultRow[], variant = 'default'): string {
  const paper = paperValues();
  const largest = Math.max(...trained);
  const which = { variant, against: 'default' };
  const known = pairedDifferences(rows, { ...which, sizes: [largest] });
  if (known.length === 0) return 'Nothing has been compared yet.\n';
  const differences = pairedDifferences(rows, { ...which, sizes: unseen });
  const lines = known.map(({ algorithm, seeds, transnar, transformer }): TableRow => {
    const own = differences.filter((each) => each.algorithm === algorithm);
    return {
      algorithm: readable(algorithm),
      seeds,
      [`TransNAR, Transformer at ${largest}`]: `${transnar.toFixed(2)}, ${transformer.toFixed(2)}`,
      ...Object.fromEntries(
        own.flatMap(({ size, difference, low, high, adjusted }) => [
          [`difference at ${size}`, `${signed(difference)} (${signed(low)} to ${signed(high)})`],
          [`p at ${size}`, adjusted < 0.001 ? '< 0.001' : adjusted.toFixed(3)],
          [`paper's at ${size}`, signed(paperDifference(paper, { algorithm, size, ...condition }))],
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
      'of these beyond chance': aheadAndBehind(own.filter(({ adjusted }) => adjusted < 0.05)),
      "rank correlation with the paper's differences": rankCorrelation(
        pairs.map(({ difference }) => difference),
        pairs.map(({ theirs }) => theirs),
      ).toFixed(2),
    };
  });
  return `${markdownTable(lines)}\n\n${markdownTable(sizes)}\n`;
}

function aheadAndBehind(differences: readonly PairedDifference[]): string {
  const count = (sign: number) =>
    differences.filter(({ difference }) => Math.sign(difference) === sign).length;
  return `${count(1)} / ${count(-1)}`;
}

const condition = { metric: 'clrs', initialisation: 'untrained' } as const;

const signed = (value: number | undefined) =>
  value === undefined ? 'none' : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
