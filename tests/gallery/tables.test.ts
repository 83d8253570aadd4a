import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../lib/gallery/index.ts';
import { recordsAsTables } from '../../lib/gallery/record-tables.ts';
import { type SpeedRow, speedsAsTables } from '../../lib/gallery/speed-table.ts';
import { pageOf, tables, withTable } from '../../lib/gallery/tables.ts';
import { draw, textsOf } from '../support/draw.ts';
import { attemptRows } from '../support/record-rows.ts';

const linesOf = (text: string) => text.split('\n').filter((line) => /^(\||###|\*\*)/.test(line));

describe.each(tables.map((table) => [table.name, table] as const))('the table %s', (name, table) => {
  const text = readFileSync(pageOf(table), 'utf8');
  let content: string;
  beforeAll(() => {
    content = table.make(); // once: thousands of draws for each difference
  });

  test('is what its rows give now (else run "npx transnar figures")', () => {
    expect(text).toBe(withTable(text, name, content));
  });

  test('is replaced alone, and comes back as it was', () => {
    const other = withTable(text, name, 'nothing');
    expect(other).not.toBe(text);
    expect(other.length - text.length).toBe('nothing'.length - content.length);
    expect(withTable(other, name, content)).toBe(text);
  });
});

test('a page without a place for a table is refused', () => {
  expect(() => withTable('# Records\n', 'records', '')).toThrow(/records needs a place/);
  expect(() =>
    withTable(withTable(readFileSync(pageOf(tables[0]), 'utf8'), tables[0].name, ''), 'x', ''),
  ).toThrow();
});

test('attempts have a line each: records with their numbers, others with what became of them', () => {
  const rows = [
    ...attemptRows('Adam | as it was', [90, 80, 70]),
    ...attemptRows('Muon', [20, 21, 19]),
    ...attemptRows('one seed', [18]),
    ...attemptRows('Adam', [-300, -300, 100], { model: 'transnar' }),
  ];
  expect(linesOf(recordsAsTables(rows))).toEqual([
    '### searches, Transformer',
    '| record | change | million tokens | minutes | score | seeds | what became of it |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    '| 0 | Adam \\| as it was | 80 (70 to 90) | 1330 (1170 to 1500) | 0.96 (0.96 to 0.96) | 3 | a record |',
    '| 1 | Muon | 20 (19 to 21) | 333 (317 to 350) | 0.96 (0.96 to 0.96) | 3 | a record |',
    '|  | one seed | 18 | 300 | 0.96 | 1 | 1 seeds of 3 |',
    '### searches, TransNAR',
    '| record | change | million tokens | minutes | score | seeds | what became of it |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    '|  | Adam | 233 (100 to 300) | 3890 (1670 to 5000) | 0.653 (0.5 to 0.96) | 3 | 1 of 3 seeds reached the target |',
  ]);
});

test('the catalogue has a figure of the attempts', async () => {
  const figure = catalogue.find(({ name }) => name === 'records')!;
  expect(figure.rows?.name).toBe('records.jsonl');
  expect(textsOf(await draw(figure.draw(attemptRows('Muon', [3]))))).toContain('searches, Transformer');
});

test('speeds have a table for each processor, and say which targets were missed', () => {
  const side = { median_ms: 10, peak_mb: 200, version: 'v20.20.2' };
  const row: SpeedRow = {
    ...{
      date: '2026-11-26T12:00:00.000Z',
      cpu: 'A',
      instructionSet: 'avx512',
      threads: 2,
      name: 'step, PyTorch',
    },
    ...{ target: 1.5, pairs: 9, ratio: { median: 1.4, min: 1.3, max: 1.6 }, ours: side },
    peer: { median_ms: 14, peak_mb: 400, version: 'PyTorch 2' },
  };
  const better = { ...row, ratio: { ...row.ratio, median: 1.5 } };
  expect(linesOf(speedsAsTables([row, { ...row, cpu: 'B', peer: side }, better]))).toEqual([
    '**A, avx512, 2026-11-26**',
    expect.stringContaining('| ours, the other | threads | times as fast |'),
    expect.any(String),
    '| step, PyTorch | 2 | 1.5 (1.3 to 1.6) | 1.5, reached | 9 | 10, 14 | 200, 400 | PyTorch 2 |',
    '**B, avx512, 2026-11-26**',
    expect.any(String),
    expect.any(String),
    '| step, PyTorch | 2 | 1.4 (1.3 to 1.6) | 1.5, missed | 9 | 10, 10 | 200, 200 | ourselves |',
  ]);
});
