/** What a part of the model is worth: its score by size with and without, panel by panel. */
import type { TopLevelSpec } from 'vega-lite';
import { type Metric, type ResultRow, grouped, textMetrics } from '../metric/index.ts';
import { type Grouping, meansBy } from './means.ts';
import {
  type SeriesScore,
  type ScoreRow,
  type ScoreSeries,
  describeScores,
  scoreOverSeeds,
  seriesOf,
  sizeLabel,
} from './score-series.ts';
import {
  type Model,
  coloursOf,
  modelNames,
  palette,
  readable,
  rounded,
  scoreAxis,
  sizeAxis,
  theme,
} from './theme.ts';

/** What `ablation` compares, and with what. */
export interface AblationOptions {
  /** Sizes that training saw; all others are marked by the absence of "(trained)". */
  readonly trained: readonly number[];
  /** What the others are compared with: the series whose rows have these values. */
  readonly baseline?: Partial<Pick<ResultRow, 'model' | 'variant' | 'initialisation'>>;
  readonly metric?: Metric;
  readonly models?: readonly Model[];
  /** What a panel shows; means are over the algorithms that all series, sizes and seeds have. */
  readonly by?: Grouping;
  readonly title?: string;
}

/** Pixels: one series at one size, and what the panels of a line share. */
const slot = 18;
const lineWidth = 860;

/**
 * One score by size for models that differ in variant or initialisation, side by side: a point for each seed, a tick at
 * their mean, of a single seed the interval over its problems, and the baseline's mean across its size. Throws unless exactly one series is the baseline.
 */
export function ablation(
  rows: readonly ResultRow[],
  {
    trained,
    baseline = { variant: 'default' },
    metric = 'clrs',
    models = ['transnar'],
    by = 'algorithm',
    title = `${textMetrics[metric].label} of variants`,
  }: AblationOptions,
): TopLevelSpec {
  const chosen = rows.filter((row) => row.metric === metric && models.includes(row.model));
  const series = named(seriesOf(meansBy(chosen, by, cellOf), metric, models), baseline);
  const names = series.map(({ name }) => name);
  const scores = series.flatMap(({ name, rows: own }) =>
    grouped(own, (row) => `${row.algorithm}/${row.size}`).map((seeds) => ({
      ...scoreOverSeeds(name, seeds),
      points: seeds.map(({ value }) => rounded(value)),
    })),
  );
  const label = sizeLabel(trained);
  const sizes = [...new Set(scores.map(({ size }) => size))].sort((a, b) => a - b);
  const place = (score: SeriesScore) => ({
    panel: readable(score.algorithm),
    size: label(score.size),
    series: score.series,
  });
  const values = scores.flatMap((score) => [
    ...(score.series === names[0] ? [{ ...place(score), kind: 'baseline', value: score.mean }] : []),
    ...(score.seeds > 1 ? score.points : []).map((value) => ({ ...place(score), kind: 'seed', value })),
    ...(score.seeds > 1 ? [] : [{ ...place(score), kind: 'interval', value: score.low, to: score.high }]),
    { ...place(score), kind: 'mean', value: score.mean },
  ]);
  const panels = [...new Set(values.map(({ panel }) => panel))];
  const groupWidth = Math.max(slot * (names.length + 1), 64); // room for "12 (trained)"
  const width = sizes.length * groupWidth;

  const position = {
    x: sizeAxis(sizes.map(label)),
    y: scoreAxis('value', textMetrics[metric].label),
  } as const;
  const beside = {
    ...position,
    xOffset: { field: 'series', sort: names },
    color: {
      field: 'series',
      type: 'nominal' as const,
      title: null,
      scale: { domain: names, range: coloursOf(names) },
      legend: { orient: 'top' as const, columns: 3 },
    },
  };
  const only = (kind: string) => [{ filter: { field: 'kind', equal: kind } }];
  return {
    ...theme,
    title: {
      text: title,
      subtitle: [
        ...describeScores(
          scores,
          series.flatMap((each) => each.rows),
          'rings are seeds',
        ),
        'grey line: the mean of the baseline',
      ],
    },
    data: { values },
    facet: { field: 'panel', type: 'nominal', title: null, sort: panels },
    columns: Math.max(1, Math.min(panels.length, Math.floor(lineWidth / (width + 20)))),
    spec: {
      width,
      height: 140,
      layer: [
        {
          transform: only('baseline'),
          mark: { type: 'tick', thickness: 1, size: groupWidth - 4, color: palette.grey },
          encoding: position,
        },
        {
          transform: only('seed'),
          mark: { type: 'point', size: 18, strokeWidth: 1, opacity: 1 },
          encoding: beside,
        },
        // A layer without anything to draw has an empty scale, of which Vega warns.
        ...(scores.some(({ seeds }) => seeds === 1)
          ? [
              {
                transform: only('interval'),
                mark: { type: 'rule', strokeWidth: 1.2 } as const,
                encoding: { ...beside, y2: { field: 'to' } },
              },
            ]
          : []),
        {
          transform: only('mean'),
          mark: { type: 'tick', thickness: 2.5, size: slot - 4, opacity: 1 },
          encoding: beside,
        },
      ],
    },
  };
}

const cellOf = ({ model, variant, initialisation, size, seed }: ResultRow) =>
  `${modelNames[model]}, ${variant}, ${initialisation}, size ${size}, seed ${seed}`;

/** The baseline first and marked; names without their model where there is one model only. */
function named(series: readonly ScoreSeries[], baseline: Partial<ScoreRow>): ScoreSeries[] {
  const isBaseline = ({ rows }: ScoreSeries) =>
    Object.entries(baseline).every(([field, value]) =>
      rows.every((row) => row[field as keyof ScoreRow] === value),
    );
  const bases = series.filter(isBaseline);
  if (bases.length !== 1) {
    throw new Error(
      `The baseline ${JSON.stringify(baseline)} should be one series and is ${bases.length} of: ` +
        `${series.map(({ name }) => name).join('; ')}.`,
    );
  }
  const models = new Set(series.flatMap(({ rows }) => rows.map((row) => row.model)));
  const short = (name: string) => (models.size === 1 ? name.slice(name.indexOf(', ') + 1).trim() : name);
  return [...bases, ...series.filter((each) => !bases.includes(each))].map((each) => ({
    ...each,
    name: `${short(each.name)}${isBaseline(each) ? ' (baseline)' : ''}`,
  }));
}
