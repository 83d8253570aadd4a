/** The reasoner's own scores, on graphs, as problems grow. */
import type { TopLevelSpec } from 'vega-lite';
import type { PublishedNar } from '../analysis/paper-values.ts';
import type { ResultRow } from '../metric/index.ts';
import { meansBy } from './means.ts';
import { type NarGrouping, heading, marksOf, referenceNote, referencesOf } from './nar-references.ts';
import { scoresOverSeeds } from './score-series.ts';
import { palette, scoreAxis, theme } from './theme.ts';

/** What stands beside a reasoner's scores, and what a panel is about. */
export interface NarScoreOptions {
  readonly trained: readonly number[];
  /** What a panel shows; means are over the algorithms that all series, sizes and seeds have. */
  readonly by?: NarGrouping;
  /** Scores of others to set beside ours; of a family only where all of its algorithms are ours. */
  readonly published?: PublishedNar;
}

/** The NAR's own score as problems grow, one panel for each algorithm or family; the shaded sizes are those trained on. */
export function narScoreBySize(
  rows: readonly ResultRow[],
  { trained, by = 'algorithm', published }: NarScoreOptions,
): TopLevelSpec {
  const own = rows.filter(({ model, metric }) => model === 'nar' && metric === 'clrs');
  const { series, scores, note } = scoresOverSeeds(meansBy(own, by, cellOf), 'clrs', ['nar']);
  const panels = [...new Set(scores.map(({ algorithm }) => heading(algorithm)))];
  const references = published ? referencesOf(published, by, panels) : [];
  const sizes = [...scores.map(({ size }) => size), ...references.map(({ size }) => size)];
  const measured = [...new Set(sizes)].sort((a, b) => a - b);
  const size = {
    field: 'size',
    type: 'quantitative',
    title: 'problem size',
    // The published size is far from those that are trained on.
    scale: references.length > 0 ? logarithmic : linear,
    axis: { values: measured, format: 'd', grid: false, labelOverlap: 'greedy' },
  } as const;
  const score = scoreAxis('mean', 'CLRS score');
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
      subtitle: [
        ...note,
        `grey: the sizes trained on, ${Math.min(...trained)} to ${Math.max(...trained)}`,
        ...(published && references.length > 0 ? referenceNote(published, by) : []),
      ],
    },
    data: {
      values: [...scores.map((each) => ({ ...each, algorithm: heading(each.algorithm) })), ...references],
    },
    facet: {
      field: 'algorithm',
      type: 'nominal',
      title: null,
      sort: panels,
      header: { labelExpr: `split(datum.label, "\\n")`, labelFontSize: 10 },
    },
    columns: Math.min(panels.length, by === 'family' ? 4 : 5),
    spec: {
      width: 130,
      height: 110,
      layer: [
        {
          data: { values: [{ from: Math.min(...trained), to: Math.max(...trained) }] },
          mark: { type: 'rect', color: palette.faint, opacity: 0.6 },
          encoding: { x: { ...size, field: 'from' }, x2: { field: 'to' } },
        },
        {
          transform: ours,
          mark: { type: 'line', strokeWidth: 2 },
          encoding: { x: size, y: score, color },
        },
        {
          transform: ours,
          mark: { type: 'point', filled: true, size: 40 },
          encoding: { x: size, y: score, color },
        },
        {
          transform: ours,
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { x: size, color, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
        },
        ...(references.length > 0
          ? [
              {
                transform: [{ filter: 'isValid(datum.published)' }],
                mark: { type: 'point', size: 70, strokeWidth: 1.4, opacity: 1 } as const,
                encoding: {
                  x: size,
                  y: { ...score, field: 'published' },
                  ...marksOf(references),
                },
              },
            ]
          : []),
      ],
    },
  };
}

const linear = { zero: false, nice: false, padding: 8 } as const;
const logarithmic = { type: 'log', nice: false, padding: 8 } as const;

const ours = [{ filter: 'isValid(datum.series)' }];

const cellOf = ({ variant, initialisation, size, seed }: ResultRow) =>
  `NAR, ${variant}, ${initialisation}, size ${size}, seed ${seed}`;
