/** JSON files that cannot be read: the message says which file it is, of what, and where it is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { publishedNar } from '../../lib/analysis/index.ts';
import { cellsOf, campaignNamed, readFailure } from '../../lib/campaign/index.ts';
import { writeAtomically } from '../../lib/store/atomic-file.ts';
import { readJsonFile } from '../../lib/store/json-file.ts';
import { forgetDataFolder, newDataFolder, runs } from '../support/runs.ts';

const folder = mkdtempSync(join(tmpdir(), 'json-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(text: string): string {
  const path = join(folder, 'mine.json');
  writeFileSync(path, text);
  return path;
}

test('what a file holds', () => {
  expect(readJsonFile(written('{"a": [1]}\n'), 'the thing')).toEqual({ a: [1] });
});

test.each([
  ['{\n"a": 1,\n"b": }\n', 'line 3 is not JSON.'],
  ['{\n"a": 1,\n', 'it is cut off in line 2.'],
  ['', 'it is cut off in line 1.'],
])('%j is no JSON', (text, why) => {
  const path = written(text);
  expect(() => readJsonFile(path, 'the thing')).toThrow(`Cannot read the thing ${path}: ${why}`);
  expect(() => campaignNamed(path)).toThrow(`Cannot read the campaign ${path}: ${why}`);
  expect(() => publishedNar(path)).toThrow(`Cannot read the published values ${path}: ${why}`);
});

test('no file', () => {
  const path = join(folder, 'none.json');
  expect(() => readJsonFile(path, 'the thing')).toThrow(`Cannot read the thing ${path}: ENOENT: `);
});

test('a damaged failure of a cell is named', () => {
  newDataFolder();
  try {
    const [cell] = cellsOf(campaignNamed('smoke'));
    const path = runs('failures', `${cell.key}.json`);
    writeAtomically(path, '{"message": "the dis');
    expect(() => readFailure(cell)).toThrow(`Cannot read the failure ${path}: line 1 is not JSON.`);
  } finally {
    forgetDataFolder();
  }
});
