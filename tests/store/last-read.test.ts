/** What is read once for each state of a file. */
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { lastRead } from '../../lib/store/last-read.ts';

const folder = mkdtempSync(join(tmpdir(), 'last-read-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of its own for each test, and how it is read. */
function begin(name: string, content: string) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const read = vi.fn((from: string) => [readFileSync(from, 'utf8')]);
  return { path, read, look: lastRead(read) };
}

test('an unchanged file is read once, and all get the same', () => {
  const { path, read, look } = begin('same', 'one');
  const first = look(path);
  expect(first).toEqual(['one']);
  expect(look(path)).toBe(first);
  expect(read).toHaveBeenCalledTimes(1);
});

test('files are told apart', () => {
  const { path, look } = begin('this', 'one');
  const other = begin('that', 'two').path;
  expect([look(path), look(other), look(path)]).toEqual([['one'], ['two'], ['one']]);
});

test('a file that has grown is read anew', () => {
  const { path, look } = begin('grown', 'one');
  look(path);
  writeFileSync(path, ' two', { flag: 'a' });
  expect(look(path)).toEqual(['one two']);
});

test('a file of the same length is read anew that was given back the time of the one before', () => {
  const { path, look } = begin('replaced', 'one');
  utimesSync(path, 1, 1);
  look(path);
  const changed = () => statSync(path, { bigint: true }).ctimeNs;
  const before = changed();
  do {
    writeFileSync(path, 'two');
    utimesSync(path, 1, 1);
  } while (changed() === before); // until the clock of the file system has gone on
  expect(look(path)).toEqual(['two']);
});

test('a file that is not there is asked for each time, until it is', () => {
  const { look, read } = begin('other', '');
  read.mockImplementation(() => []);
  const missing = join(folder, 'missing');
  expect([look(missing), look(missing)]).toEqual([[], []]);
  expect(read).toHaveBeenCalledTimes(2);
  read.mockImplementation(() => ['there']);
  writeFileSync(missing, 'one');
  expect([look(missing), look(missing)]).toEqual([['there'], ['there']]);
  expect(read).toHaveBeenCalledTimes(3);
});

test('what could not be read is tried again', () => {
  const { path, look, read } = begin('damaged', 'one');
  read.mockImplementationOnce(() => {
    throw new Error('damaged');
  });
  expect(() => look(path)).toThrow('damaged');
  expect(look(path)).toEqual(['one']);
});
