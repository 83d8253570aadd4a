import { type RecordRow, recordExperiment, recordRow } from '../../lib/experiment/index.ts';

/** A valid row of an attempt at a record, changed where a test needs it. */
export function recordRowWith(change: Partial<RecordRow>): RecordRow {
  const { set = 'searches', model = 'transformer', seed = 0, reached = true, tokens = 1e6 } = change;
  return recordRow.parse({
    ...{ set, model, change: 'Adam', seed, reached, tokens },
    score: reached ? 0.96 : 0.5,
    updates: Math.round(tokens / 4000),
    seconds: tokens / 1000,
    checking: 1,
    run: `run-${set}-${model}-${change.change ?? 'Adam'}-${seed}`
      .toLowerCase()
      .replaceAll(/[^a-z0-9-]+/g, '-'),
    experiment: recordExperiment({ set, model, changes: [], seed }),
    command: `npx transnar record ${set} --model ${model} --seeds ${seed}`,
    commit: 'abc',
    hardware: 'CPU',
    date: '2026-11-25T00:00:00Z',
    ...change,
  });
}

/** The rows of one change, a seed for each number of millions of tokens; a negative one did not reach the target. */
export function attemptRows(
  change: string,
  millions: readonly number[],
  more: Partial<RecordRow> = {},
): RecordRow[] {
  return millions.map((tokens, seed) =>
    recordRowWith({ change, seed, reached: tokens > 0, tokens: Math.abs(tokens) * 1e6, ...more }),
  );
}
