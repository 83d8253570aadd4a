import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');

test('the file that npx runs can be executed and finds the built command line', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  const { status, stdout } = spawnSync(join(root, bin['transnar']), ['--help'], { encoding: 'utf8' });
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: transnar');
});

test('where nothing is built yet, it says what builds it', () => {
  const scripts = join(mkdtempSync(join(tmpdir(), 'unbuilt-')), 'scripts');
  mkdirSync(scripts);
  const file = join(scripts, 'transnar.mjs');
  copyFileSync(join(root, 'scripts/transnar.mjs'), file);
  const { status, stderr } = spawnSync(process.execPath, [file, 'doctor'], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([
    1,
    'transnar: The command line is not built yet; this builds it: npm run setup\n',
  ]);
});
