import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { charsTokenizer } from '../../lib/dataset/index.ts';
import { asciiOf, readEnglish } from '../../lib/training/english.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-english-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('reads the .txt files of a folder and its sub-folders, in order of their names', () => {
  mkdirSync(join(folder, 'b'));
  writeFileSync(join(folder, 'c.txt'), 'third');
  writeFileSync(join(folder, 'a.txt'), 'first\r\nline');
  writeFileSync(join(folder, 'b', 'x.txt'), 'second');
  writeFileSync(join(folder, 'a.json'), 'no');
  expect(readEnglish(folder)).toBe('first\nline\n\nsecond\n\nthird');
});

test('keeps to the characters that the tokenizers know', () => {
  expect(asciiOf('“Naïve” — it’s 3°…\tok')).toBe('"Naive" -- it\'s 3...ok');
  const text = readEnglish('english');
  expect(text.length).toBeGreaterThan(12_000_000);
  expect(text).toContain('Call me Ishmael');
  expect(() => charsTokenizer().encode(text.slice(0, 1_000_000))).not.toThrow();
});

test('a folder without text is said to be one', () => {
  const empty = mkdtempSync(join(folder, 'empty-'));
  expect(() => readEnglish(empty)).toThrow(`There are no .txt files with text in ${empty}`);
  expect(() => readEnglish(join(folder, 'nowhere'))).toThrow(/no readable folder of text/);
});
