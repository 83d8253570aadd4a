/** Which attempts at learning faster are records: one change each, several seeds, no overlap. */
import type { RecordRow } from '../experiment/index.ts';
import { grouped, mean } from '../metric/index.ts';

/** The attempts with one change: its seeds. */
export interface Attempt extends Pick<RecordRow, 'set' | 'model' | 'change'> {
  readonly rows: readonly RecordRow[];
  /** Means over the seeds that reached the target. */
  readonly tokens: number;
  readonly seconds: number;
  /** From 0; undefined where it is none. */
  readonly record?: number;
  /** Why it counts, or why not. */
  readonly verdict: string;
}

/** The attempts of one set and model. */
export interface RecordTable extends Pick<RecordRow, 'set' | 'model'> {
  readonly attempts: readonly Attempt[];
}

/** Seeds that a record needs. */
const recordSeeds = 3;

/** A table for each set and model, in the order in which they first appear; see {@link recordTable}. */
export function recordTables(rows: readonly RecordRow[]): RecordTable[] {
  return grouped(rows, ({ set, model }) => `${set} ${model}`).map((own) => {
    const [{ set, model }] = own;
    return { set, model, attempts: recordTable(own) };
  });
}

/**
 * The attempts of one set and model, in the order in which they were made. The first that reached the target with each
 * seed, if only one, is the record to beat; after it an attempt is one if all of at least three seeds reached the target and
 * each of them took fewer tokens than any seed of the standing record.
 */
export function recordTable(rows: readonly RecordRow[]): Attempt[] {
  let standing: { number: number; rows: readonly RecordRow[] } | undefined;
  return grouped(rows, ({ change }) => change).map((own) => {
    const [{ set, model, change }] = own;
    const reached = own.filter((row) => row.reached);
    const refusal = refusalOf(own, standing?.rows);
    if (refusal === undefined) standing = { number: (standing?.number ?? -1) + 1, rows: reached };
    return {
      ...{ set, model, change, rows: own },
      tokens: mean(reached.map(({ tokens }) => tokens)),
      seconds: mean(reached.map(({ seconds }) => seconds)),
      ...(refusal === undefined && { record: standing!.number }),
      verdict: refusal ?? 'a record',
    };
  });
}

function refusalOf(
  own: readonly RecordRow[],
  standing: readonly RecordRow[] | undefined,
): string | undefined {
  const reached = own.filter((row) => row.reached);
  if (reached.length === 0) return 'the target was not reached';
  if (reached.length < own.length) return `${reached.length} of ${own.length} seeds reached the target`;
  if (!standing) return undefined;
  if (own.length < recordSeeds) return `${own.length} seeds of ${recordSeeds}`;
  const tokens = (of: readonly RecordRow[]) => of.map((row) => row.tokens);
  return Math.max(...tokens(own)) < Math.min(...tokens(standing)) ? undefined : 'overlaps with the record';
}
