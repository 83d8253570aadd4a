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

/** Bars from 0 to 1 that are divided into parts: a row for each algorithm, a column for each size. */
export function stackedShares(
  shares: readonly Share[],
  parts: Parts,
  title: TopLevelSpec['title'],
): TopLevelSpec {
  const names = parts.map(({ name }) => name);
  const bars = [...new Set(shares.map(({ bar }) => bar))];
  const sizes = [...new Set(shares.map(({ size }) => size))].sort((a, b) => a - b);
  return {
    ...theme,
    ...(title && { title }),
    data: {
      values: shares
        .filter(({ share }) => share > 0)
        .map(({ algorithm, size, share, part, ...rest }) => ({
          ...rest,
          part,
          algorithm: readable(algorithm),
          size: `size ${size}`,
          share: rounded(share),
          order: names.indexOf(part),
        })),
    },
    facet: {
      row: {
        field: 'algorithm',
        type: 'nominal',
        title: null,
        header: { labelAngle: 0, labelAlign: 'right' },
      },
      column: { field: 'size', type: 'nominal', title: null, sort: sizes.map((size) => `size ${size}`) },
    },
    spacing: { row: 6, column: 16 },
    spec: {
      width: 190,
      height: { step: 13 },
      mark: { type: 'bar', height: { band: 0.9 } },
      encoding: {
        y: { field: 'bar', type: 'nominal', title: null, sort: bars, axis: { ticks: false, domain: false } },
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
