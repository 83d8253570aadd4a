/** The points of runs that train: which quantities of a curve are drawn, smoothed and thinned to what can be seen. */
import { mean } from '../metric/index.ts';
import { chunks } from '../metric/chunks.ts';
import type { MetricLine } from '../store/index.ts';
import { smoothed } from './smoothing.ts';
import { readable, scoreScale } from './theme.ts';

/** A run by the name that it has in the figure, and its curve so far. */
export interface ProgressingRun {
  readonly name: string;
  readonly lines: readonly MetricLine[];
}

/** What a panel shows. */
export interface Quantity {
  readonly name: string;
  readonly title: string;
  readonly of: (line: MetricLine) => number | undefined;
  /** Parts of it with names of their own, drawn thin. */
  readonly parts?: (line: MetricLine) => Readonly<Record<string, number>>;
  readonly scale: object;
  readonly format?: string;
  /** Measured too rarely, and over too many samples, to be smoothed. */
  readonly exact?: true;
}

const logarithmic = { type: 'log', nice: false };

/** What is drawn, where a curve has it. One row adds one. */
export const quantities: readonly Quantity[] = [
  { name: 'loss', title: 'loss', of: ({ loss }) => positive(loss), scale: logarithmic },
  {
    name: 'score',
    title: 'validation score',
    of: ({ score }) => score,
    parts: ({ scores = {} }) => scores,
    scale: scoreScale,
    exact: true,
  },
  {
    name: 'scoreBeyond',
    title: 'validation score beyond training',
    of: ({ scoreBeyond }) => scoreBeyond,
    parts: ({ scoresBeyond = {} }) => scoresBeyond,
    scale: scoreScale,
    exact: true,
  },
  {
    name: 'gradientNorm',
    title: 'gradient norm before clipping',
    of: ({ gradientNorm }) => positive(gradientNorm),
    scale: logarithmic,
  },
  {
    name: 'tokensPerSecond',
    title: 'tokens a second',
    of: ({ tokensPerSecond }) => tokensPerSecond,
    scale: { zero: true },
    format: '~s',
  },
  {
    name: 'utilisation',
    title: 'model FLOPs, share of the measured peak',
    of: ({ utilisation }) => utilisation,
    scale: { zero: true },
    format: '.1~%',
  },
];

/** A logarithmic axis has no place for anything else. */
const positive = (value: number) => (value > 0 ? value : undefined);

/** A point of a line. */
export interface ProgressPoint {
  readonly quantity: string;
  readonly run: string;
  /** A part, such as an algorithm; empty for the whole. */
  readonly part: string;
  readonly at: number;
  readonly measured: number;
  readonly value: number;
}

/** What decides which points a line has. */
export interface Drawing {
  readonly at: (line: MetricLine) => number;
  readonly smoothing: number;
  readonly points: number;
}

/** All points of a run. */
export function progressPoints({ name, lines }: ProgressingRun, drawing: Drawing): ProgressPoint[] {
  return quantities.flatMap((quantity) => {
    const { parts, exact } = quantity;
    const own = (part: string, of: Quantity['of']) =>
      lineOf(lines, of, exact ? { ...drawing, smoothing: 0 } : drawing).map((point) => {
        return { quantity: quantity.name, run: name, part: readable(part), ...point };
      });
    const found = [...new Set(lines.flatMap((line) => Object.keys(parts?.(line) ?? {})))];
    // One part is the whole.
    const shown = found.length > 1 ? found : [];
    return [...own('', quantity.of), ...shown.flatMap((part) => own(part, (line) => parts?.(line)[part]))];
  });
}

function lineOf(lines: readonly MetricLine[], of: Quantity['of'], { at, smoothing, points }: Drawing) {
  const measured = lines.flatMap((line) => {
    const value = of(line);
    return value === undefined ? [] : [{ at: at(line), value }];
  });
  const smooth = smoothed(
    measured.map(({ value }) => value),
    smoothing,
  );
  const both = measured.map((point, i) => ({ ...point, smooth: smooth[i] }));
  const together = Math.max(1, Math.ceil(both.length / points));
  return chunks(both, together).map((neighbours) => {
    const last = neighbours.at(-1)!;
    const average = mean(neighbours.map(({ value }) => value));
    return {
      at: short(last.at),
      measured: short(average),
      // A moving average has seen all neighbours at the last of them.
      value: short(smoothing > 0 ? last.smooth : average),
    };
  });
}

const short = (value: number) => Number(value.toPrecision(4));
