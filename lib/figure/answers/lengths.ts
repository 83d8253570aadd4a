/** The lengths of answers that are lists. */
import type { TopLevelSpec } from 'vega-lite';
import { lengthCounts } from '../../analysis/index.ts';
import { palette, rounded, theme } from '../theme.ts';
import { outputPanel, outputPanels } from './output-panels.ts';
import { type AnswersBySeries, rowsBySeries, seriesColour } from './answers-by-series.ts';

/** How many elements the answers have, as bubbles beside the number that they should have. */
export function predictedAgainstTrueLength(answers: AnswersBySeries): TopLevelSpec {
  const names = Object.keys(answers);
  const values = rowsBySeries(answers, lengthCounts).map(
    ({ series, algorithm, size, output, truth, predicted, count, answers: all }) => ({
      series,
      panel: outputPanel(algorithm, output, size),
      size,
      truth,
      predicted,
      share: rounded(count / all),
    }),
  );
  const x = {
    field: 'series',
    type: 'ordinal',
    title: null,
    scale: { domain: names },
    axis: { labelAngle: 0, ticks: false },
  } as const;
  const y = {
    type: 'quantitative',
    title: 'elements',
    scale: { zero: false, padding: 10 },
    axis: { format: 'd', tickMinStep: 1, tickCount: 6 },
  } as const;
  return {
    ...theme,
    title: {
      text: 'How long the answers are and should be',
      subtitle: 'lines: the true length; what never ends or is not built like an answer has none',
    },
    data: { values },
    ...outputPanels(values),
    resolve: { scale: { y: 'independent' } },
    spec: {
      width: Math.max(200, 75 * names.length),
      height: 130,
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 1, color: palette.black },
          encoding: { y: { ...y, field: 'truth' } },
        },
        {
          mark: { type: 'circle', opacity: 0.85 },
          encoding: {
            x,
            y: { ...y, field: 'predicted' },
            color: { ...seriesColour(answers), legend: null },
            size: {
              field: 'share',
              type: 'quantitative',
              title: 'share of answers',
              scale: { domain: [0, 1], range: [0, 400] },
              legend: { orient: 'top', symbolType: 'circle', values: [0.05, 0.25, 0.5, 1], format: '.0%' },
            },
          },
        },
      ],
    },
  };
}
