/** By how much answers miss the index that they should be. */
import type { TopLevelSpec } from 'vega-lite';
import { indexErrors } from '../../analysis/index.ts';
import { rounded, theme } from '../theme.ts';
import { outputPanel, outputPanels } from './output-panels.ts';
import { type AnswersBySeries, rowsBySeries, seriesColour } from './answers-by-series.ts';

/** How far predicted indices are from the true ones, for the algorithms that answer with an index. */
export function indexErrorHistogram(answers: AnswersBySeries): TopLevelSpec {
  const names = Object.keys(answers);
  const errors = rowsBySeries(answers, indexErrors);
  const furthest = Math.max(...errors.map(({ distance }) => Math.abs(distance)));
  const distances = Array.from({ length: 2 * furthest + 1 }, (_, i) => i - furthest);
  const every = furthest > 8 ? 5 : furthest > 4 ? 2 : 1;
  const values = errors.map(({ series, algorithm, size, output, distance, count, answers: all }) => ({
    series,
    panel: outputPanel(algorithm, output, size),
    size,
    distance,
    share: rounded(count / all),
  }));
  return {
    ...theme,
    title: {
      text: 'How far predicted indices are from the true ones',
      subtitle:
        'below 0: too small, above 0: too large; shares of all answers, of which some are no index of the problem',
    },
    data: { values },
    ...outputPanels(values),
    spec: {
      width: Math.max(200, 6 * names.length * distances.length),
      height: 90,
      mark: { type: 'bar' },
      encoding: {
        x: {
          field: 'distance',
          type: 'ordinal',
          title: 'predicted less true index',
          scale: { domain: distances },
          axis: { labelAngle: 0, values: distances.filter((distance) => distance % every === 0) },
        },
        xOffset: { field: 'series', sort: names },
        y: {
          field: 'share',
          type: 'quantitative',
          title: 'share',
          scale: { domain: [0, 1] },
          axis: { tickCount: 5, format: '.0%' },
        },
        color: seriesColour(answers),
      },
    },
  };
}
