/** Which of our rows and of the paper's values were taken alike, and in which columns they stand. */
import { type ComparedModel, type Condition, comparedModels } from '../analysis/compared-models.ts';
import { type Metric, type ResultRow, initialisationNames } from '../metric/index.ts';
import { modelNames } from './theme.ts';

/** What is of a model that the paper compares. */
export type Compared<T> = T & { readonly model: ComparedModel };

/** Our rows that can stand beside the paper's. */
export function comparedRows(
  rows: readonly ResultRow[],
  metric: Metric,
  variant: string,
): readonly Compared<ResultRow>[] {
  const isCompared = (row: ResultRow): row is Compared<ResultRow> =>
    (comparedModels as readonly string[]).includes(row.model);
  return rows.filter((row) => row.metric === metric && row.variant === variant).filter(isCompared);
}

/** The paper's values of a metric under the conditions of our rows; under all conditions without rows. */
export function matching<T extends Condition>(
  values: readonly T[],
  own: readonly ResultRow[],
  metric: Metric,
): readonly T[] {
  const key = ({ initialisation, size }: Condition) => `${initialisation}/${size}`;
  const conditions = new Set(own.map(key));
  return values.filter(
    (value) => value.metric === metric && (own.length === 0 || conditions.has(key(value))),
  );
}

/** A condition, and the model that was in it. */
export type ModelCondition = Condition & { readonly model: ComparedModel };

export const conditionOf = ({ model, initialisation, size }: ModelCondition) =>
  `${modelNames[model]}, ${initialisation}, size ${size}`;

/** What the rows of all algorithms share that a mean over them is of. */
export const seedOf = (row: Compared<ResultRow>) => `${conditionOf(row)}, seed ${row.seed}`;

/** The columns from left to right, and the one that a score stands in. */
export interface Columns {
  readonly names: readonly string[];
  readonly nameOf: (score: Condition) => string;
}

/** Pretrained before from scratch, and sizes as they grow; `paperWords`: as the paper calls what starts from scratch. */
export function columnsOf(
  scores: readonly Condition[],
  trained: readonly number[],
  { paperWords }: { readonly paperWords: boolean },
): Columns {
  const start = (initialisation: Condition['initialisation']) =>
    paperWords ? initialisation : initialisationNames[initialisation];
  const nameOf = ({ initialisation, size }: Condition) =>
    `${start(initialisation)}\n${trained.includes(size) ? 'seen' : 'unseen'} size ${size}`;
  const later = (flag: boolean) => (flag ? 0 : 1);
  const ordered = [...scores].sort(
    (a, b) =>
      later(a.initialisation === 'pretrained') - later(b.initialisation === 'pretrained') || a.size - b.size,
  );
  return { names: [...new Set(ordered.map(nameOf))], nameOf };
}
