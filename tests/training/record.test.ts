import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { attemptRecord, readRecords, writeRecord } from '../../lib/training/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-record-'));
const changes = [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.heads=2',
  'data={"sizes":[4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=2',
  'training.until.every=1',
  'training.until.samples=2',
];
const attempt = { set: 'searches', model: 'transformer', changes, seed: 3 } as const;

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

test('an attempt is trained once, and its row says what it took', async () => {
  const row = await attemptRecord(attempt, 'tiny');
  expect(row).toMatchObject({ change: 'tiny', seed: 3, reached: false, updates: 2 });
  expect(row.tokens).toBeGreaterThan(2 * 4 * 20);
  expect(row.experiment.algorithms).toEqual(['minimum', 'binary_search']);
  expect(row.command).toContain("--change 'tiny' --seeds 3 --set 'transformer.width=8'");
  expect(await attemptRecord(attempt, 'tiny')).toEqual(row);
});

test('an attempt is written once; a file that is none is refused with its line', async () => {
  const path = join(folder, 'records.jsonl');
  const row = await attemptRecord(attempt, 'tiny');
  writeRecord(path, row);
  writeRecord(path, { ...row, change: 'renamed' });
  expect(readRecords(path)).toEqual([{ ...row, change: 'renamed' }]);
  writeFileSync(path, `${JSON.stringify(row)}\n{"set":"all"}\n`);
  expect(() => readRecords(path)).toThrow(/records\.jsonl, line 2 is not valid: set:/);
});
