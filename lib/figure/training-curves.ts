import type { TopLevelSpec } from 'vega-lite';
import { coloursOf, theme } from './theme.ts';

/** One measurement of a loss during training; `series` is what its line is called. */
export interface LossPoint {
  readonly series: string;
  readonly step: number;
  readonly loss: number;
}

export interface TrainingCurvesOptions {
  readonly title?: string;
  /** Neighbouring points are averaged until a line has at most this many. */
  readonly points?: number;
}

/** Loss over training steps, one line for each series, on a logarithmic scale. */
export function trainingCurves(
  measured: readonly LossPoint[],
  { title = 'Training loss', points = 200 }: TrainingCurvesOptions = {},
): TopLevelSpec {
  const names = [...new Set(measured.map(({ series }) => series))];
  if (names.length === 0) throw new Error('There are no losses to draw.');
  const values = names.flatMap((name) =>
    averaged(
      measured.filter((point) => point.series === name),
      points,
    ),
  );
  return {
    ...theme,
    title,
    width: 420,
    height: 240,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'step', type: 'quantitative', title: 'training step', axis: { grid: false } },
      y: { field: 'loss', type: 'quantitative', title: 'loss', scale: { type: 'log', nice: false } },
      color: {
        field: 'series',
        type: 'nominal',
        title: null,
        sort: names,
        scale: { domain: names, range: coloursOf(names) },
        legend: names.length > 1 ? { orient: 'top', symbolType: 'stroke' } : null,
      },
    },
  };
}

/** Means of equally many neighbours, in step order. */
function averaged(line: readonly LossPoint[], limit: number): LossPoint[] {
  const ordered = [...line].sort((a, b) => a.step - b.step);
  const width = Math.ceil(ordered.length / limit);
  const bins = Array.from({ length: Math.ceil(ordered.length / width) }, (_, bin) =>
    ordered.slice(bin * width, (bin + 1) * width),
  );
  return bins.map((bin) => {
    const mean = (of: (point: LossPoint) => number) =>
      bin.reduce((sum, point) => sum + of(point), 0) / bin.length;
    return {
      series: bin[0].series,
      step: Math.round(mean(({ step }) => step)),
      loss: Number(mean(({ loss }) => loss).toPrecision(4)),
    };
  });
}
