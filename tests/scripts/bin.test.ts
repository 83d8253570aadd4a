import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patience } from '../support/patience.ts';

const root = join(import.meta.dirname, '../..');
const options = { encoding: 'utf8', timeout: patience } as const;

test('the file that npx runs can be executed and finds the built command line', () => {
  const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>;
  };
  const { status, stdout } = spawnSync(join(root, bin['transnar']), ['--help'], options);
  expect(status).toBe(0);
  expect(stdout).toContain('Usage: transnar');
});

test('where nothing is built yet, it says what builds it', () => {
  const { status, stderr } = started(mkdtempSync(join(tmpdir(), 'unbuilt-')));
  expect([status, stderr]).toEqual([
    1,
    'transnar: The command line is not built yet; this builds it: npm run setup\n',
  ]);
});

test('where the sources are newer than what is built, it says so, and runs what there is', () => {
  const project = mkdtempSync(join(tmpdir(), 'stale-'));
  for (const folder of ['lib', 'dist/scripts']) mkdirSync(join(project, folder), { recursive: true });
  writeFileSync(join(project, 'dist/scripts/transnar.js'), "process.stdout.write('runs');");
  const fresh = started(project, new Date(Date.now() - 60_000));
  expect(fresh).toMatchObject({ status: 0, stdout: 'runs', stderr: '' });
  writeFileSync(join(project, 'lib/index.ts'), '');
  utimesSync(join(project, 'lib/index.ts'), new Date(), new Date(Date.now() + 60_000));
  expect(started(project)).toMatchObject({
    status: 0,
    stdout: 'runs',
    stderr: 'transnar: The sources are newer than what is built and runs here: npm run setup\n',
  });
});

/** What the file says in another project, whose sources may be of another time. */
function started(project: string, changed = new Date()) {
  mkdirSync(join(project, 'scripts'), { recursive: true });
  for (const file of ['transnar.mjs', 'built.mjs']) {
    copyFileSync(join(root, 'scripts', file), join(project, 'scripts', file));
    utimesSync(join(project, 'scripts', file), changed, changed);
  }
  for (const folder of ['scripts', 'lib']) {
    if (existsSync(join(project, folder))) utimesSync(join(project, folder), changed, changed);
  }
  return spawnSync(process.execPath, [join(project, 'scripts/transnar.mjs'), 'doctor'], options);
}
