/** Bars that are divided into parts of a whole, for every figure that says what became of all answers. */
import type { TopLevelSpec } from 'vega-lite';
import { readable, rounded, theme } from '../theme.ts';

/** What one bar is made of: the share of one part. */
export interface Share {
  readonly algorithm: string;
  readonly size: number;
  /** Which of an algorithm's bars. */
  readonly bar: string;
  readonly part: string;
  readonly share: number;
}

/** One colour for each part, in the order in which they stack up. */
export type Parts = readonly { readonly name: string; readonly colour: string }[];

/** Bars from 0 to 1 that are divided into parts, grouped by algorithm, with a column for each size. */
export function stackedShares(
  shares: readonly Share[],
  parts: Parts,
  title: TopLevelSpec['title'],
): TopLevelSpec {
  const names = parts.map(({ name }) => name);
  const sizes = [...new Set(shares.map(({ size }) => size))].sort((a, b) => a - b);
  const label = ({ algorithm, bar }: Share) => `${readable(algorithm)}: ${bar}`;
  const column = (size: number) => `size ${size}`;
  // A blank label keeps algorithms apart.
  const algorithms = [...new Set(shares.map(({ algorithm }) => algorithm))].sort();
  const rows = algorithms.flatMap((algorithm, i) => [
    ...(i > 0 ? [' '.repeat(i)] : []),
    ...new Set(shares.filter((share) => share.algorithm === algorithm).map(label)),
  ]);
  return {
    ...theme,
    ...(title && { title }),
    data: {
      values: shares
        .filter(({ share }) => share > 0)
        .map((each) => ({
          row: label(each),
          size: column(each.size),
          part: each.part,
          order: names.indexOf(each.part),
          share: rounded(each.share),
        })),
    },
    facet: { column: { field: 'size', type: 'nominal', title: null, sort: sizes.map(column) } },
    spec: {
      width: 190,
      height: { step: 13 },
      mark: { type: 'bar', height: { band: 0.9 } },
      encoding: {
        y: {
          field: 'row',
          type: 'nominal',
          title: null,
          scale: { domain: rows },
          axis: { ticks: false, domain: false, labelLimit: 400 },
        },
        x: {
          field: 'share',
          type: 'quantitative',
          title: 'share of answers',
          scale: { domain: [0, 1] },
          axis: { values: [0, 0.5, 1], format: '.0%' },
        },
        color: {
          field: 'part',
          type: 'nominal',
          title: null,
          legend: { orient: 'top', columns: 4 },
          scale: { domain: names, range: parts.map(({ colour }) => colour) },
        },
        order: { field: 'order', type: 'quantitative' },
      },
    },
  };
}
