/** Losses during training, averaged to what can be seen. */
import type { TopLevelSpec } from 'vega-lite';
import { grouped, mean } from '../metric/index.ts';
import { chunks } from '../metric/chunks.ts';
import { logTicks } from './log-ticks.ts';
import { coloursOf, theme } from './theme.ts';

/** One measurement of a loss during training; `series` is what its line is called. */
export interface LossPoint {
  readonly series: string;
  /** Tells runs of one series apart: each gets a thin line, and their mean a thick one. */
  readonly seed?: number;
  readonly step: number;
  readonly loss: number;
  /** Training time until here. */
  readonly seconds?: number;
}

/** How losses are drawn. */
export interface TrainingCurvesOptions {
  readonly title?: string;
  /** Neighbouring points are averaged until a line has at most this many. */
  readonly points?: number;
  /** What the loss is drawn over; time needs `seconds` in every point. */
  readonly over?: 'updates' | 'time';
}

/** Loss over training steps or time on a logarithmic scale: a line for each series, and thin ones for its seeds. */
export function trainingCurves(
  measured: readonly LossPoint[],
  { title = 'Training loss', points = 200, over = 'updates' }: TrainingCurvesOptions = {},
): TopLevelSpec {
  const names = [...new Set(measured.map(({ series }) => series))];
  if (names.length === 0) throw new Error('There are no losses to draw.');
  const lines = names.map((name) => {
    const own = measured.filter((point) => point.series === name);
    return grouped(own, ({ seed }) => `${seed}`);
  });
  const seeds = Math.max(...lines.map((own) => own.length));
  const axis = over === 'time' ? timeAxis(measured) : stepAxis;
  const drawn = (line: readonly LossPoint[]) => averaged(line, points).map(axis.point);
  const encoding = {
    x: { field: axis.field, type: 'quantitative', title: axis.title, axis: { grid: false } },
    y: {
      field: 'loss',
      type: 'quantitative',
      title: 'loss',
      scale: { type: 'log', nice: false },
      axis: { values: logTicks(lines.flat().flatMap((line) => drawn(line).map(({ loss }) => loss))) },
    },
    color: {
      field: 'series',
      type: 'nominal',
      title: null,
      sort: names,
      scale: { domain: names, range: coloursOf(names) },
      legend: names.length > 1 ? { orient: 'top', columns: 2, symbolType: 'stroke' } : null,
    },
  } as const;
  const means = { mark: { type: 'line', strokeWidth: seeds > 1 ? 2.5 : 1.5 }, encoding } as const;
  const figure = {
    ...theme,
    width: 420,
    height: 240,
    data: { values: lines.flatMap((own) => drawn(meanOf(own))) },
  };
  if (seeds === 1) return { ...figure, title, ...means };
  return {
    ...figure,
    title: { text: title, subtitle: `thick: means over the seeds, up to ${seeds}; thin: each seed` },
    layer: [
      {
        data: { values: lines.flat().flatMap(drawn) },
        mark: { type: 'line', strokeWidth: 0.75, strokeOpacity: 0.6 },
        encoding: { ...encoding, detail: { field: 'seed' } },
      },
      means,
    ],
  };
}

interface Axis {
  readonly field: string;
  readonly title: string;
  /** A point as it is drawn. */
  readonly point: (point: LossPoint) => Pick<LossPoint, 'loss'>;
}

const stepAxis: Axis = {
  field: 'step',
  title: 'training step',
  point: ({ series, seed, step, loss }) => ({ series, ...(seed !== undefined && { seed }), step, loss }),
};

/** Seconds as the unit that suits the longest run. */
function timeAxis(measured: readonly LossPoint[]): Axis {
  if (measured.some(({ seconds }) => seconds === undefined)) {
    throw new Error('Losses over time need the seconds of every point.');
  }
  const longest = Math.max(...measured.map(({ seconds = 0 }) => seconds));
  const [unit, length] = longest > 7200 ? (['hours', 3600] as const) : (['minutes', 60] as const);
  return {
    field: 'time',
    title: `${unit} of training`,
    point: (point) => ({
      ...stepAxis.point(point),
      time: Number(((point.seconds ?? 0) / length).toPrecision(4)),
    }),
  };
}

/** The mean of several runs of a series, at the steps that all of them have. */
function meanOf(lines: readonly (readonly LossPoint[])[]): LossPoint[] {
  if (lines.length === 1) return [...lines[0]];
  return grouped(lines.flat(), ({ step }) => `${step}`)
    .filter((same) => same.length === lines.length)
    .map((same) => {
      const { series, step, loss, seconds } = combined(same);
      return { series, step, loss, ...(seconds !== undefined && { seconds }) };
    });
}

/** Means of equally many neighbours, in step order. */
function averaged(line: readonly LossPoint[], limit: number): LossPoint[] {
  const ordered = [...line].sort((a, b) => a.step - b.step);
  return chunks(ordered, Math.ceil(ordered.length / limit)).map(combined);
}

function combined(points: readonly LossPoint[]): LossPoint {
  const [{ seconds, ...first }] = points;
  return {
    ...first,
    step: Math.round(mean(points.map(({ step }) => step))),
    loss: Number(mean(points.map(({ loss }) => loss)).toPrecision(4)),
    ...(seconds !== undefined && {
      seconds: Number(mean(points.map((point) => point.seconds ?? 0)).toPrecision(6)),
    }),
  };
}
