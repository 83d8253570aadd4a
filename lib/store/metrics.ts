/** The curve of a training: metrics.jsonl in the run's folder, a line every so many updates. */
import { z } from 'zod';
import { append } from './atomic-file.ts';
import { checkedBy, lineOf, readGrowingLines, writeLines } from './json-lines.ts';

/** One line of metrics.jsonl. */
export interface MetricLine {
  /** Updates done. */
  readonly update: number;
  /** Mean over the updates since the line before. */
  readonly loss: number;
  /** Of the last update, before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Training time until here. */
  readonly seconds: number;
  /**
   * Over the updates since the line before, or since this sitting began, without validation: tokens (of text, padding
   * included) and floating-point operations of matrix products in a second, and the latter as a share of what large
   * products alone reach on this machine (model FLOPs utilisation). Absent where nothing counts them, and in old files.
   */
  readonly tokensPerSecond?: number;
  readonly flopsPerSecond?: number;
  readonly utilisation?: number;
  /** Tokens learned from until here, padding included; absent for a reasoner, and in old files. */
  readonly tokens?: number;
  /** Validation score, on lines where it was measured: the mean of `scores`. */
  readonly score?: number;
  /** Validation scores by name, such as those of the algorithms. */
  readonly scores?: Readonly<Record<string, number>>;
  /** The same on problems unlike those of training, such as larger ones; they chose nothing. */
  readonly scoreBeyond?: number;
  readonly scoresBeyond?: Readonly<Record<string, number>>;
}

/** Where a curve is. */
export interface MetricsPlace {
  readonly metrics: string;
}

/** Throws one message where the line cannot be written, such as on a full disk. */
export function appendMetric({ metrics }: MetricsPlace, line: MetricLine): void {
  append(metrics, lineOf(line));
}

/** What newer versions add is kept. */
const metricLine = z.looseObject({
  update: z.int().nonnegative(),
  loss: z.number(),
  gradientNorm: z.number(),
  learningRate: z.number(),
  seconds: z.number().nonnegative(),
  score: z.number().optional(),
  scores: z.record(z.string(), z.number()).optional(),
  scoreBeyond: z.number().optional(),
  scoresBeyond: z.record(z.string(), z.number()).optional(),
});

const checkLine = checkedBy(metricLine as z.ZodType<MetricLine>);

/** The training curve so far. Throws one message that names the file and the line that is damaged. */
export function readMetrics({ metrics }: MetricsPlace): MetricLine[] {
  return readGrowingLines(metrics, checkLine);
}

/** Forgets what was measured after `update`: a resumed run measures it again. */
export function rewindMetrics(place: MetricsPlace, update: number): void {
  writeMetrics(
    place,
    readMetrics(place).filter((line) => line.update <= update),
  );
}

/** Replaces the curve. Throws as `writeAtomically` does. */
export function writeMetrics({ metrics }: MetricsPlace, lines: readonly MetricLine[]): void {
  writeLines(metrics, lines);
}
