import { expect, test } from 'vitest';
import { recordTable } from '../../lib/analysis/index.ts';
import { type RecordRow, recordExperiment, recordRow } from '../../lib/experiment/index.ts';

const attempt = (change: string, tokens: readonly number[], reached = tokens.map(() => true)): RecordRow[] =>
  tokens.map((each, seed) =>
    recordRow.parse({
      ...{ set: 'searches', model: 'transformer', change, seed, tokens: each },
      reached: reached[seed],
      score: reached[seed] ? 0.96 : 0.5,
      updates: 100,
      seconds: each / 1000,
      checking: 1,
      run: `run-${change}-${seed}`,
      experiment: recordExperiment({ set: 'searches', model: 'transformer', changes: [], seed }),
      command: 'npx transnar record',
      commit: 'abc',
      hardware: 'CPU',
      date: '2026-11-25T00:00:00Z',
    }),
  );

const verdicts = (rows: readonly RecordRow[]) =>
  recordTable(rows).map(({ change, record, verdict }) => [change, record, verdict]);

test('the first to reach the target is to be beaten, with three seeds that all take less', () => {
  expect(
    verdicts([
      ...attempt('nothing', [50, 60], [false, false]),
      ...attempt('adam', [900], [true]),
      ...attempt('two', [100, 110]),
      ...attempt('stuck', [100, 110, 120], [true, false, true]),
      ...attempt('muon', [300, 310, 899]),
      ...attempt('overlaps', [100, 300, 120]),
      ...attempt('smaller', [200, 220, 299]),
    ]),
  ).toEqual([
    ['nothing', undefined, 'the target was not reached'],
    ['adam', 0, 'a record'],
    ['two', undefined, '2 seeds of 3'],
    ['stuck', undefined, '2 of 3 seeds reached the target'],
    ['muon', 1, 'a record'],
    ['overlaps', undefined, 'overlaps with the record'],
    ['smaller', 2, 'a record'],
  ]);
});

test('tokens and seconds are means over the seeds that reached the target', () => {
  const [{ tokens, seconds }] = recordTable(attempt('adam', [1000, 9000, 3000], [true, false, true]));
  expect([tokens, seconds]).toEqual([2000, 2]);
});
