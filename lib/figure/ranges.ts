/** How far measured quantities spread, name by name. */
import type { TopLevelSpec } from 'vega-lite';
import { mean } from '../metric/index.ts';
import { palette, readable, rounded, theme } from './theme.ts';

/** One measured quantity of something named, such as the tokens of one sample of an algorithm. */
export interface Measurement {
  readonly name: string;
  readonly value: number;
}

/** For each name a line from the smallest to the largest value and a point at the mean, most on top. */
export function ranges(
  measured: readonly Measurement[],
  { title, axis }: { readonly title: string; readonly axis: string },
): TopLevelSpec {
  const names = [...new Set(measured.map(({ name }) => name))];
  const values = names.map((name) => {
    const own = measured.filter((each) => each.name === name).map(({ value }) => value);
    const center = rounded(mean(own));
    return { name: readable(name), mean: center, low: Math.min(...own), high: Math.max(...own) };
  });
  const y = {
    field: 'name',
    type: 'nominal',
    title: null,
    sort: { field: 'mean', order: 'descending' },
  } as const;
  return {
    ...theme,
    title: { text: title, subtitle: 'point: mean; line: from the smallest to the largest' },
    width: 420,
    height: { step: 15 },
    data: { values },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 2, color: palette.sky },
        encoding: { y, x: { field: 'low', type: 'quantitative', title: axis }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 45, color: palette.blue, opacity: 1 },
        encoding: { y, x: { field: 'mean', type: 'quantitative' } },
      },
    ],
  };
}
