/** What variants come to: a line for each, a panel for each algorithm, a mark for each size. */
import type { TopLevelSpec } from 'vega-lite';
import { type Metric, type ResultRow, textMetrics } from '../metric/index.ts';
import { forReaders, scoresOverSeeds, sizeLabel } from './score-series.ts';
import { type Model, palette, scoreScale, theme } from './theme.ts';

/** Which score of which models is drawn. */
export interface VariantScoresOptions {
  /** Sizes that training saw: their marks are hollow. */
  readonly trained: readonly number[];
  readonly metric?: Metric;
  /** Whose variants stand first (default: the Transformer's, then TransNAR's). */
  readonly models?: readonly Model[];
  readonly title?: string;
}

/** Pixels: of a panel, and of a line. */
const panelWidth = 240;
const lineHeight = 24;

const colours = [palette.orange, palette.grey, palette.blue, palette.purple, palette.green, palette.sky];

/**
 * Each variant's mean over seeds at each size, with a whisker from the lowest seed to the highest; of a single seed the
 * interval over its problems. For many variants, whose bars would be too many to compare.
 */
export function variantScores(rows: readonly ResultRow[], options: VariantScoresOptions): TopLevelSpec {
  const { trained, metric = 'clrs', models = ['transformer', 'transnar'] } = options;
  const { title = `${textMetrics[metric].label} of variants` } = options;
  const { series, scores, note } = scoresOverSeeds(rows, metric, models);
  const sizes = [...new Set(scores.map(({ size }) => size))].sort((a, b) => a - b);
  const label = (size: number) => `size ${sizeLabel(trained)(size)}`;
  const bySize = (range: (size: number, index: number) => string) => ({
    field: 'size',
    type: 'nominal' as const,
    scale: { domain: sizes.map(label), range: sizes.map(range) },
    legend: { title: null, orient: 'top' as const, columns: sizes.length },
  });
  const colourOf = (_: number, index: number) => colours[index % colours.length] ?? palette.black;
  const position = {
    y: {
      field: 'series',
      type: 'nominal' as const,
      title: null,
      sort: series.names,
      axis: { ticks: false, domain: false, labelLimit: 320, labelPadding: 6, grid: true },
    },
    // Marks of one line beside one another, so that equal scores are all seen.
    yOffset: { field: 'size', type: 'nominal' as const, scale: { domain: sizes.map(label) } },
  };
  const x = (field: string) => ({
    field,
    type: 'quantitative' as const,
    title: textMetrics[metric].label,
    scale: scoreScale,
  });
  return {
    ...theme,
    title: { text: title, subtitle: [...note] },
    data: {
      values: forReaders(scores, label),
    },
    facet: { column: { field: 'algorithm', type: 'nominal', title: null } },
    spec: {
      width: panelWidth,
      height: { step: lineHeight / sizes.length, for: 'offset' },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { ...position, x: x('low'), x2: { field: 'high' }, color: bySize(colourOf) },
        },
        {
          mark: { type: 'point', size: 34, strokeWidth: 1.5, opacity: 1 },
          encoding: {
            ...position,
            x: x('mean'),
            color: bySize(colourOf),
            fill: bySize((size, index) => (trained.includes(size) ? 'white' : colourOf(size, index))),
          },
        },
      ],
    },
  };
}
