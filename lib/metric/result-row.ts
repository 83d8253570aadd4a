/** The row that every result is stored as: one JSON object a line in data/results, checked when written and when read. */
import { z } from 'zod';
import { algorithmNames } from '../dataset/index.ts';
import { metricNames } from './text-metrics.ts';

/** The schema of one measurement, a line of data/results: `parse` throws for unknown keys and missing fields. */
export const resultRow = z.strictObject({
  /** The experiment's name. */
  experiment: z.string().min(1),
  /** The run's folder name, which holds the hash of its merged config. */
  run: z.string().min(1),
  model: z.enum(['nar', 'transformer', 'transnar', 'distilled']),
  /** What distinguishes this model from the default of its kind. */
  variant: z.string().min(1),
  initialisation: z.enum(['pretrained', 'untrained']),
  algorithm: z.enum(algorithmNames),
  /** Problem size. */
  size: z.int().positive(),
  seed: z.int().nonnegative(),
  metric: z.enum(metricNames),
  value: z.number().min(0).max(1),
  /** Number of samples behind `value`. */
  samples: z.int().positive(),
  /**
   * The score of each problem in its order, to four decimals: what pairs models on the same problems. Absent where only
   * means are kept.
   */
  each: z.array(z.number().min(0).max(1)).nonempty().readonly().optional(),
  /** Training steps before the evaluation. */
  step: z.int().nonnegative(),
  /** What to run to get this row again. */
  command: z.string().min(1),
  /** The code that made what the row scores, which may be older than the row, and the machine; "unknown" where nothing says. */
  commit: z.string().min(1),
  hardware: z.string().min(1),
  /** How long the evaluation took. */
  seconds: z.number().nonnegative(),
  /** When what it scores was made, as an ISO 8601 time; where `commit` is "unknown", when that was scored. */
  date: z.iso.datetime({ offset: true }),
});

/** One result: a score of one run for an algorithm and size. */
export type ResultRow = z.infer<typeof resultRow>;

/** A row from unknown data. Throws one message that names every field that is wrong; `where` starts it. */
export function parseResultRow(data: unknown, where = 'Result row'): ResultRow {
  const { success, data: row, error } = resultRow.safeParse(data);
  if (success) return row;
  const problems = error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new Error(`${where} is not valid: ${problems.join('; ')}.`);
}

/** What people read for an initialisation; the paper says "untrained", which sounds as if nothing had been learned. */
export const initialisationNames = {
  pretrained: 'pretrained',
  untrained: 'from scratch',
} as const satisfies Record<ResultRow['initialisation'], string>;
