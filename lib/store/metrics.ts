/** The curve of a training: metrics.jsonl in the run's folder, a line every so many updates. */
import { appendFileSync } from 'node:fs';
import { cannotWrite } from './atomic-file.ts';
import { lineOf, wholeLinesOf, writeLines } from './json-lines.ts';

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
  /** Tokens learned from until here, padding included; absent for a reasoner, and in old files. */
  readonly tokens?: number;
  /** Validation score, on lines where it was measured: the mean of `scores`. */
  readonly score?: number;
  /** Validation scores by name, such as those of the algorithms. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** Where a curve is. */
export interface MetricsPlace {
  readonly metrics: string;
}

/** Throws one message where the line cannot be written, such as on a full disk. */
export function appendMetric({ metrics }: MetricsPlace, line: MetricLine): void {
  try {
    appendFileSync(metrics, lineOf(line));
  } catch (error) {
    throw cannotWrite(metrics, error);
  }
}

/** The training curve so far. */
export function readMetrics({ metrics }: MetricsPlace): MetricLine[] {
  return wholeLinesOf(metrics).map((line) => JSON.parse(line) as MetricLine);
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
