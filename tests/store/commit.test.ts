/** The commit that results carry. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commitOf } from '../../lib/store/commit.ts';

const folder = mkdtempSync(join(tmpdir(), 'commit-'));
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();
const write = (text: string) => writeFileSync(join(folder, 'lib/a.ts'), text);
beforeAll(() => {
  mkdirSync(join(folder, 'lib'));
  write('1');
  git('init', '-q');
  git('add', '.');
  git('commit', '-qm', 'one');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('is that of the folder, marked where the code differs from it', () => {
  const head = git('rev-parse', '--short=12', 'HEAD');
  expect(commitOf(folder)).toBe(head);
  write('2');
  expect(commitOf(folder)).toBe(`${head}+changes`);
  write('1');
});

test('is nobody else’s: below the root of another checkout there is none, as outside of any', () => {
  expect(commitOf(join(folder, 'lib'))).toBe('unknown');
  expect(commitOf(tmpdir())).toBe('unknown');
});
