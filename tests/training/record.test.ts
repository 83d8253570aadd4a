import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { readRecords, recordTarget, writeRecord } from '../../lib/experiment/index.ts';
import { attemptRecord } from '../../lib/training/index.ts';
import * as dataset from '../../lib/dataset/index.ts';

vi.mock('../../lib/dataset/index.ts', { spy: true });

const folder = mkdtempSync(join(tmpdir(), 'transnar-record-'));
const changes = [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.heads=2',
  'data={"sizes":[4,7],"samples":100,"hints":false,"batch":100,"groups":2}',
  'training.updates=2',
  'training.until.every=1',
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
  expect(row.tokens).toBeGreaterThan(2 * 100 * 20);
  expect(row.curve).toHaveLength(2);
  const [first, last] = row.curve!;
  expect(first.tokens).toBeGreaterThan(0);
  expect(first.tokens).toBeLessThan(last.tokens);
  expect(last).toEqual({ tokens: row.tokens, score: row.score });
  expect(row.experiment.algorithms).toEqual(['minimum', 'binary_search']);
  expect(row.command).toContain("--change 'tiny' --seeds 3 --set 'transformer.width=8'");
  expect(await attemptRecord(attempt, 'tiny')).toEqual(row);
});

test('problems that an attempt sees are of its training sizes, and validation problems of the target size: no others', async () => {
  const sampled = vi.mocked(dataset.transnarSampleAt);
  sampled.mockClear();
  await attemptRecord({ ...attempt, seed: 4 }, 'tiny');
  const seen = (split: string) => {
    const own = sampled.mock.calls.filter(([each]) => each === split);
    return { sizes: new Set(own.map(([, , size]) => size)), indices: new Set(own.map((call) => call[4])) };
  };
  expect(new Set(sampled.mock.calls.map(([split]) => split))).toEqual(new Set(['train', 'validation']));
  expect([...seen('train').sizes].every((size) => [4, 7].includes(size))).toBe(true);
  expect(seen('validation').sizes).toEqual(new Set([recordTarget.size]));
  expect(seen('validation').indices.size).toBe(recordTarget.samples);
  for (const other of [dataset.sampleAt, dataset.sampleStream, dataset.drawArguments]) {
    expect(other).not.toHaveBeenCalled();
  }
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
