import type { TopLevelSpec } from 'vega-lite';
import { cellScores, errorsByPosition } from '../../analysis/index.ts';
import { readable, rounded, scoreScale, theme } from '../theme.ts';
import { type AnswersBySeries, rowsBySeries, seriesColour } from './series.ts';

const column = (size: number) => `size ${size}`;

/** The share of wrong elements at each place of a list, over the answers of the right shape. */
export function wrongByPosition(answers: AnswersBySeries): TopLevelSpec {
  const errors = rowsBySeries(answers, errorsByPosition).map(
    ({ series, algorithm, size, output, position, mean, low, high, count }) => ({
      series,
      panel: `${readable(algorithm)}: ${output}`,
      size: column(size),
      position,
      mean: rounded(mean),
      ...(count > 1 && { low: rounded(Math.max(0, low)), high: rounded(Math.min(1, high)) }),
    }),
  );
  const sizes = Object.values(answers).flatMap((own) => own.map(({ size }) => size));
  const x = {
    field: 'position',
    type: 'quantitative',
    title: 'position in the answer',
    axis: { format: 'd', tickMinStep: 1, grid: false },
  } as const;
  const share = { type: 'quantitative', scale: scoreScale, title: 'wrong elements' } as const;
  const color = seriesColour(answers);
  return {
    ...theme,
    title: {
      text: 'Where in a list the wrong elements are',
      subtitle: 'over answers of the right shape; shaded: 95 % intervals',
    },
    data: { values: [...errors, ...notes(answers, new Set(errors.map(({ panel }) => panel)))] },
    facet: {
      row: { field: 'panel', type: 'nominal', title: null, header: { labelAngle: 0, labelAlign: 'right' } },
      column: {
        field: 'size',
        type: 'nominal',
        title: null,
        sort: [...new Set(sizes)].sort((a, b) => a - b).map(column),
        header: { labelPadding: 16 },
      },
    },
    spacing: { row: 30, column: 20 },
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 200,
      height: 90,
      layer: [
        {
          transform: [{ filter: 'isValid(datum.position)' }],
          mark: { type: 'line', strokeWidth: 2, point: { size: 25 } },
          encoding: { x, color, y: { ...share, field: 'mean', axis: { tickCount: 5, format: '.0%' } } },
        },
        {
          transform: [{ filter: 'isValid(datum.low)' }],
          mark: { type: 'area', opacity: 0.15 },
          encoding: { x, color, y: { ...share, field: 'low' }, y2: { field: 'high' } },
        },
        {
          transform: [{ filter: 'isValid(datum.note)' }],
          mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 9, x: 0, y: -3 },
          encoding: { text: { field: 'note' } },
        },
      ],
    },
  };
}

/** What each panel leaves out, for those of `panels`. */
function notes(answers: AnswersBySeries, panels: ReadonlySet<string>) {
  const scores = rowsBySeries(answers, (predictions) => cellScores(predictions, 'shape'));
  return [...panels].flatMap((panel) => {
    const own = scores.filter(({ algorithm }) => panel.startsWith(`${readable(algorithm)}: `));
    return [...new Set(own.map(({ size }) => size))].map((size) => {
      const left = own
        .filter((score) => score.size === size)
        .map(({ series, mean }) => `${series} ${Math.round(100 * (1 - mean))} %`);
      return { panel, size: column(size), note: `misshapen: ${left.join(', ')}` };
    });
  });
}
