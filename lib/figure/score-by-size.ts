/** One score of several models at each problem size, as bars. */
import type { TopLevelSpec } from 'vega-lite';
import { type Metric, type ResultRow, textMetrics } from '../metric/index.ts';
import { forReaders, scoresOverSeeds, sizeLabel } from './score-series.ts';
import { type Model, scoreAxis, sizeAxis, theme } from './theme.ts';

/** Which score of which models is drawn. */
export interface ScoreBySizeOptions {
  /** Sizes that training saw; all others are marked by the absence of "(trained)". */
  readonly trained: readonly number[];
  readonly metric?: Metric;
  readonly models?: readonly Model[];
  readonly title?: string;
}

/** Bars of one score at each size, models side by side, one panel for each algorithm (the paper's Figures 4 and 5). */
export function scoreBySize(rows: readonly ResultRow[], options: ScoreBySizeOptions): TopLevelSpec {
  const { trained, metric = 'clrs', models = ['transnar', 'transformer'] } = options;
  const { title = `${textMetrics[metric].label} by problem size` } = options;
  const { series, scores, note } = scoresOverSeeds(rows, metric, models);
  const label = sizeLabel(trained);
  const sizes = [...new Set(scores.map(({ size }) => size))].sort((a, b) => a - b);
  const algorithms = new Set(scores.map(({ algorithm }) => algorithm));

  const position = {
    x: sizeAxis(sizes.map(label)),
    xOffset: { field: 'series', sort: series.names },
    color: {
      field: 'series',
      type: 'nominal',
      title: null,
      legend: { orient: 'top', columns: 2 },
      scale: { domain: series.names, range: series.colours },
    },
  } as const;
  const y = scoreAxis('mean', textMetrics[metric].label);

  return {
    ...theme,
    title: { text: title, subtitle: [...note] },
    data: {
      values: forReaders(scores, label),
    },
    facet: { field: 'algorithm', type: 'nominal', title: null },
    columns: Math.min(algorithms.size, 4),
    spec: {
      width: 60 + 20 * sizes.length * series.names.length,
      height: 140,
      layer: [
        { mark: { type: 'bar', opacity: 0.85 }, encoding: { ...position, y } },
        // A score of zero is a score: the tick shows it where the bar has no height.
        { mark: { type: 'tick', thickness: 2 }, encoding: { ...position, y } },
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: {
            ...position,
            color: { value: '#222222' },
            y: { field: 'low', type: 'quantitative' },
            y2: { field: 'high' },
          },
        },
      ],
    },
  };
}
