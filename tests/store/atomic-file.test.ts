import { mkdtempSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryName, writeAtomically } from '../../lib/store/atomic-file.ts';

const folder = () => mkdtempSync(join(tmpdir(), 'transnar-'));

test('replaces the file and leaves nothing else behind', () => {
  const path = join(folder(), 'sub', 'file.txt');
  writeAtomically(path, 'one');
  writeAtomically(path, 'two');
  expect(readFileSync(path, 'utf8')).toBe('two');
  expect(readdirSync(join(path, '..'))).toEqual(['file.txt']);
});

test('a full disk loses nothing and is said in one line', () => {
  const place = folder();
  const path = join(place, 'file.txt');
  writeFileSync(path, 'precious');
  // The temporary name leads to a device that is always full.
  symlinkSync('/dev/full', temporaryName(path));
  expect(() => writeAtomically(path, 'new')).toThrow(/disk is full.*unchanged/);
  expect(readFileSync(path, 'utf8')).toBe('precious');
});
