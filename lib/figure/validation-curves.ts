/** Validation scores during the training of a reasoner. */
import type { TopLevelSpec } from 'vega-lite';
import { algorithm } from '../dataset/index.ts';
import { grouped, mean } from '../metric/index.ts';
import type { MetricLine } from '../store/index.ts';
import { palette, readable, rounded, scoreAxis, theme } from './theme.ts';

const all = 'all algorithms';

/**
 * Validation scores of a reasoner's training from the lines of its metrics: a panel for each family of algorithms, the
 * single algorithms thin behind their mean, and first the mean of all. Throws where nothing was validated.
 */
export function validationCurves(
  measured: readonly MetricLine[],
  { title = 'Validation scores during training' }: { readonly title?: string } = {},
): TopLevelSpec {
  const values = measured.flatMap(({ update, score, scores = {} }) => {
    if (score === undefined) return [];
    const familyOf = (name: string) => algorithm(name).family;
    const point = (panel: string, series: string, value: number) => {
      return { panel, series, update, score: rounded(value), isMean: panel === series };
    };
    return [
      point(all, all, score),
      ...grouped(Object.entries(scores), ([name]) => familyOf(name)).map((members) => {
        const family = familyOf(members[0][0]);
        return point(family, family, mean(members.map(([, value]) => value)));
      }),
      ...Object.entries(scores).map(([name, value]) => point(familyOf(name), name, value)),
    ];
  });
  if (values.length === 0) throw new Error('There are no validation scores to draw.');
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const families = panels.filter((panel) => panel !== all).sort();
  const encoding = {
    x: { field: 'update', type: 'quantitative', title: 'training step', axis: { grid: false, tickCount: 3 } },
    y: scoreAxis('score', 'CLRS score'),
    detail: { field: 'series', type: 'nominal' },
  } as const;
  return {
    ...theme,
    title: { text: title, subtitle: 'green: mean; grey: the single algorithms of a family' },
    data: { values: values.map((value) => ({ ...value, series: readable(value.series) })) },
    facet: { field: 'panel', type: 'nominal', title: null, sort: [all, ...families] },
    columns: Math.min(panels.length, 5),
    spec: {
      width: 140,
      height: 110,
      layer: [
        {
          transform: [{ filter: '!datum.isMean' }],
          mark: { type: 'line', strokeWidth: 1, color: '#BBBBBB' },
          encoding,
        },
        {
          transform: [{ filter: 'datum.isMean' }],
          mark: {
            type: 'line',
            strokeWidth: 2,
            color: palette.green,
            point: { size: 14, color: palette.green },
          },
          encoding,
        },
      ],
    },
  };
}
