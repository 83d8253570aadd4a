/** Validation scores during the training of a reasoner. */
import type { TopLevelSpec } from 'vega-lite';
import { algorithm } from '../dataset/index.ts';
import { grouped, mean } from '../metric/index.ts';
import type { MetricLine } from '../store/index.ts';
import { palette, readable, rounded, scoreAxis, theme } from './theme.ts';

const all = 'all algorithms';

/** What a line is: one algorithm, or the mean of a panel, at the size that is validated or at the one beyond it. */
type Kind = 'single' | 'mean' | 'beyond';

const familyOf = (name: string) => algorithm(name).family;

/**
 * Validation scores of a reasoner's training from the lines of its metrics: a panel for each family of algorithms, the
 * single algorithms thin behind their mean, and first the mean of all; where there was a second validation, at a size
 * beyond those of training, its means too. Throws where nothing was validated.
 */
export function validationCurves(
  measured: readonly MetricLine[],
  { title = 'Validation scores during training' }: { readonly title?: string } = {},
): TopLevelSpec {
  const values = measured.flatMap((line) => {
    const point = (kind: Kind, panel: string, series: string, value: number) => {
      return { panel, series: readable(series), update: line.update, score: rounded(value), kind };
    };
    const means = (kind: Kind, score: number | undefined, scores: Readonly<Record<string, number>> = {}) =>
      score === undefined
        ? []
        : [
            point(kind, all, all, score),
            ...grouped(Object.entries(scores), ([name]) => familyOf(name)).map((members) => {
              const family = familyOf(members[0][0]);
              return point(kind, family, family, mean(members.map(([, value]) => value)));
            }),
          ];
    return [
      ...means('mean', line.score, line.scores),
      ...means('beyond', line.scoreBeyond, line.scoresBeyond),
      ...Object.entries(line.scores ?? {}).map(([name, value]) =>
        point('single', familyOf(name), name, value),
      ),
    ];
  });
  if (values.length === 0) throw new Error('There are no validation scores to draw.');
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const families = panels.filter((panel) => panel !== all).sort();
  const hasBeyond = values.some(({ kind }) => kind === 'beyond');
  const encoding = {
    x: { field: 'update', type: 'quantitative', title: 'training step', axis: { grid: false, tickCount: 3 } },
    y: scoreAxis('score', 'CLRS score'),
    detail: { field: 'series', type: 'nominal' },
  } as const;
  const line = (kind: Kind, color: string) => ({
    transform: [{ filter: `datum.kind === '${kind}'` }],
    mark:
      kind === 'single'
        ? ({ type: 'line', strokeWidth: 1, color } as const)
        : ({ type: 'line', strokeWidth: 2, color, point: { size: 14, color } } as const),
    encoding,
  });
  return {
    ...theme,
    title: {
      text: title,
      subtitle: [
        'green: mean; grey: the single algorithms of a family',
        ...(hasBeyond ? ['orange: mean at a size beyond those of training'] : []),
      ],
    },
    data: { values },
    facet: { field: 'panel', type: 'nominal', title: null, sort: [all, ...families] },
    columns: Math.min(panels.length, 5),
    spec: {
      width: 140,
      height: 110,
      layer: [
        line('single', '#BBBBBB'),
        ...(hasBeyond ? [line('beyond', palette.vermillion)] : []),
        line('mean', palette.green),
      ],
    },
  };
}
