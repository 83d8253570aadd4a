import type { TopLevelSpec } from 'vega-lite';
import type { ResultRow } from '../metric/index.ts';
import { scoresOverSeeds } from './series.ts';
import { palette, readable, scoreScale, theme } from './theme.ts';

/** The NAR's own score as problems grow, one panel for each algorithm; the shaded sizes are those trained on. */
export function narScoreBySize(
  rows: readonly ResultRow[],
  { trained }: { readonly trained: readonly number[] },
): TopLevelSpec {
  const { series, scores, note } = scoresOverSeeds(rows, 'clrs', ['nar']);
  const algorithms = new Set(scores.map(({ algorithm }) => algorithm));
  const measured = [...new Set(scores.map(({ size }) => size))];
  const size = {
    field: 'size',
    type: 'quantitative',
    title: 'problem size',
    scale: { zero: false, nice: false, padding: 8 },
    axis: { values: measured, format: 'd', grid: false },
  } as const;
  const score = {
    field: 'mean',
    type: 'quantitative',
    title: 'CLRS score',
    scale: scoreScale,
    axis: { tickCount: 5 },
  } as const;
  const color = {
    field: 'series',
    type: 'nominal',
    title: null,
    legend: series.names.length > 1 ? { orient: 'top' } : null,
    scale: { domain: series.names, range: series.colours },
  } as const;

  return {
    ...theme,
    title: {
      text: 'Score of the neural algorithmic reasoner by problem size',
      subtitle: [note, `grey: the sizes trained on, ${Math.min(...trained)} to ${Math.max(...trained)}`],
    },
    data: { values: scores.map((each) => ({ ...each, algorithm: readable(each.algorithm) })) },
    facet: { field: 'algorithm', type: 'nominal', title: null },
    columns: Math.min(algorithms.size, 5),
    spec: {
      width: 130,
      height: 110,
      layer: [
        {
          data: { values: [{ from: Math.min(...trained), to: Math.max(...trained) }] },
          mark: { type: 'rect', color: palette.faint, opacity: 0.6 },
          encoding: { x: { ...size, field: 'from' }, x2: { field: 'to' } },
        },
        { mark: { type: 'line', strokeWidth: 2 }, encoding: { x: size, y: score, color } },
        { mark: { type: 'point', filled: true, size: 40 }, encoding: { x: size, y: score, color } },
        // Without a second seed there is nothing to draw, and Vega warns of an empty scale.
        ...(scores.some(({ seeds }) => seeds > 1)
          ? [
              {
                transform: [{ filter: 'datum.seeds > 1' }],
                mark: { type: 'rule', strokeWidth: 1.5 } as const,
                encoding: {
                  x: size,
                  color,
                  y: { field: 'low', type: 'quantitative' } as const,
                  y2: { field: 'high' },
                },
              },
            ]
          : []),
      ],
    },
  };
}
