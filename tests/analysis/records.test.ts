import { expect, test } from 'vitest';
import { recordTable } from '../../lib/analysis/index.ts';
import type { RecordRow } from '../../lib/experiment/index.ts';
import { attemptRows } from '../support/record-rows.ts';

const attempt = (change: string, tokens: readonly number[], reached = tokens.map(() => true)): RecordRow[] =>
  attemptRows(
    change,
    tokens.map((each, seed) => (reached[seed] ? each / 1e6 : -each / 1e6)),
  );

const verdicts = (rows: readonly RecordRow[]) =>
  recordTable(rows).map(({ change, record, verdict }) => [change, record, verdict]);

test('the first to reach the target is to be beaten, with three seeds that all take less', () => {
  expect(
    verdicts([
      ...attempt('nothing', [50, 60], [false, false]),
      ...attempt('half', [40, 50], [true, false]),
      ...attempt('adam', [900], [true]),
      ...attempt('two', [100, 110]),
      ...attempt('stuck', [100, 110, 120], [true, false, true]),
      ...attempt('muon', [300, 310, 899]),
      ...attempt('overlaps', [100, 300, 120]),
      ...attempt('smaller', [200, 220, 299]),
    ]),
  ).toEqual([
    ['nothing', undefined, 'the target was not reached'],
    ['half', undefined, '1 of 2 seeds reached the target'],
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
