/** What the paper compares: two models, each score taken under conditions that both share. */
import type { Metric, ResultRow } from '../metric/index.ts';

export const comparedModels = ['transnar', 'transformer'] as const;
export type ComparedModel = (typeof comparedModels)[number];

/** When a score was taken: both models have one for each algorithm. */
export interface Condition {
  readonly metric: Metric;
  readonly initialisation: ResultRow['initialisation'];
  readonly size: number;
}
