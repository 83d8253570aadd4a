/** Rows of one thing replace each other; what only the earlier knew of the same answers stays. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readRecords } from '../../lib/experiment/index.ts';
import { readRows, writeRows } from '../../lib/store/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

test('a file that somebody names and that is not there is no file without rows', () => {
  const missing = join(tmpdir(), 'transnar-no-such-rows.jsonl');
  expect(() => readRows(missing)).toThrow(`There is no file ${missing}.`);
  expect(() => readRecords(missing)).toThrow(`There is no file ${missing}.`);
});

test('a row without the scores of single problems keeps those of the same answers, and no others', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'transnar-rows-')), 'rows.jsonl');
  const row = resultRowWith({ value: 0.5, samples: 2 });
  writeRows(path, [{ ...row, each: [0, 1] }]);
  writeRows(path, [{ ...row, date: '2026-02-03T04:05:06.000Z' }]);
  expect(readRows(path)).toEqual([{ ...row, date: '2026-02-03T04:05:06.000Z', each: [0, 1] }]);
  writeRows(path, [{ ...row, each: [1, 0] }]);
  expect(readRows(path)).toEqual([{ ...row, each: [1, 0] }]);
  writeRows(path, [{ ...row, value: 0.75 }]);
  expect(readRows(path)).toEqual([{ ...row, value: 0.75 }]);
  writeRows(path, [{ ...row, each: [1, 0] }]);
  writeRows(path, [{ ...row, samples: 3 }]);
  expect(readRows(path)).toEqual([{ ...row, samples: 3 }]);
});
