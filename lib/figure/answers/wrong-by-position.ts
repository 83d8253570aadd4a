/** The places of a list at which its elements are wrong. */
import type { TopLevelSpec } from 'vega-lite';
import { problemSetScores, errorsByPosition } from '../../analysis/index.ts';
import { rounded, scoreScale, theme } from '../theme.ts';
import { outputPanel, outputPanels } from './output-panels.ts';
import { type AnswersBySeries, rowsBySeries, seriesColour } from './answers-by-series.ts';

/** The share of wrong elements at each place of a list, over the answers of the right shape. */
export function wrongByPosition(answers: AnswersBySeries): TopLevelSpec {
  const errors = rowsBySeries(answers, errorsByPosition).map(
    ({ series, algorithm, size, output, position, mean, low, high, count }) => ({
      series,
      algorithm,
      output,
      panel: outputPanel(algorithm, output, size),
      size,
      position,
      mean: rounded(mean),
      ...(count > 1 && { low: rounded(Math.max(0, low)), high: rounded(Math.min(1, high)) }),
    }),
  );
  const left = notes(answers, errors);
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
      subtitle: [
        'over answers of the right shape; shaded: 95 % intervals',
        `misshapen: what is left out (${Object.keys(answers).join(', ')})`,
      ],
    },
    data: { values: [...left, ...errors] },
    ...outputPanels(left),
    resolve: { scale: { x: 'independent' }, axis: { x: 'independent' } },
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
          mark: { type: 'text', align: 'left', baseline: 'bottom', fontSize: 9, x: 0, y: -4 },
          encoding: { text: { field: 'note' } },
        },
      ],
    },
  };
}

/** What each panel leaves out, for every size of the outputs that any panel shows. */
function notes(
  answers: AnswersBySeries,
  shown: readonly { readonly algorithm: string; readonly output: string }[],
) {
  const outputs = new Map(shown.map(({ algorithm, output }) => [algorithm, output]));
  const scores = rowsBySeries(answers, (predictions) => problemSetScores(predictions, 'shape'));
  const sets = new Map(scores.map((score) => [`${score.algorithm} ${score.size}`, score]));
  return [...sets.values()].flatMap(({ algorithm, size }) => {
    const output = outputs.get(algorithm);
    if (output === undefined) return [];
    const shares = scores
      .filter((score) => score.algorithm === algorithm && score.size === size)
      .map(({ mean }) => `${Math.round(100 * (1 - mean))} %`);
    return [{ panel: outputPanel(algorithm, output, size), size, note: `misshapen: ${shares.join(', ')}` }];
  });
}
