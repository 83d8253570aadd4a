import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { append, replacing, temporaryName, writeAtomically } from '../../lib/store/atomic-file.ts';

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

test('what is appended has reached the disk', () => {
  const path = join(folder(), 'lines');
  append(path, 'one\n');
  append(path, 'two\n');
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
  const nowhere = join(folder(), 'lines');
  symlinkSync('/dev/null', nowhere); // It takes everything, and cannot be synced.
  expect(() => append(nowhere, 'one\n')).toThrow(/Cannot write .*lines: .*fsync/);
});

test('what killed writers of the same path left is removed, what living ones write is not', () => {
  const place = folder();
  const path = join(place, 'file.txt');
  const by = (pid: number | undefined) => temporaryName(path).replace(/\d+\.tmp$/, `${pid}.tmp`);
  const dead = by(spawnSync('true').pid);
  const elsewhere = [`${path}.elsewhere.7.12.tmp`, `${path}.elsewhere.7.13.tmp`];
  const left = [dead, by(process.ppid), ...elsewhere, join(place, 'another.txt.elsewhere.7.12.tmp')];
  for (const each of left) writeFileSync(each, 'half');
  const before = new Date(Date.now() - 2 * 3600_000);
  for (const each of [elsewhere[0], left[4]]) utimesSync(each, before, before);
  writeAtomically(path, 'whole');
  expect(left.map((each) => existsSync(each))).toEqual([false, true, false, true, true]);

  writeFileSync(dead, 'half');
  replacing(path, (temporary) => writeFileSync(temporary, 'newer'));
  expect([existsSync(dead), readFileSync(path, 'utf8')]).toEqual([false, 'newer']);
});
