import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { patience } from '../support/patience.ts';

/** A project with the real set-up script, and stand-ins for npm and the compiler that note when they are called. */
let project: string;
const at = (path: string) => join(project, path);

function write(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}

const note = (what: string) => `require('fs').appendFileSync(${JSON.stringify(at('calls'))}, '${what}\\n');`;
const lock = (version: string) =>
  JSON.stringify({
    packages: {
      '': { version: '0.1.0' },
      'node_modules/one': { version },
      'node_modules/for-another-platform': { version: '1.0.0', optional: true },
    },
  });

beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'transnar-setup-')));
  mkdirSync(at('scripts'));
  for (const file of ['setup.mjs', 'built.mjs']) {
    copyFileSync(join(projectFolder(), 'scripts', file), at(`scripts/${file}`));
  }
  write('scripts/build-native.mjs', '');
  write('package.json', '{}');
  write('package-lock.json', lock('1.0.0'));
  write('lib/index.ts', '');
  const present = { packages: { 'node_modules/one': { version: '1.0.0' } } };
  write('node_modules/.package-lock.json', JSON.stringify(present));
  const emit = `require('fs').mkdirSync('dist.next/scripts', { recursive: true });
    require('fs').writeFileSync('dist.next/scripts/transnar.js', '');`;
  write('node_modules/tsc/bin/tsc', `${note('build')} ${emit}`);
  const install = `require('fs').writeFileSync('node_modules/.package-lock.json', '${lock('2.0.0')}');`;
  write('bin/npm', `#!/usr/bin/env node\n${note('npm ci')} ${install}`);
  chmodSync(at('bin/npm'), 0o755);
});
afterEach(() => rmSync(project, { recursive: true }));

/** Runs the set-up; returns its exit code and what it had to do. */
function setup(): { status: number | null; stderr: string; calls: string[] } {
  rmSync(at('calls'), { force: true });
  const { status, stderr } = spawnSync(process.execPath, [at('scripts/setup.mjs')], {
    env: { ...process.env, PATH: [at('bin'), process.env['PATH']].join(delimiter) },
    encoding: 'utf8',
    timeout: patience,
  });
  const calls = existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [];
  return { status, stderr, calls };
}

test('builds once', () => {
  expect(setup()).toMatchObject({ status: 0, calls: ['build'] });
  expect(setup()).toMatchObject({ status: 0, calls: [] });
});

test('builds again when a source is newer, and drops what its sources no longer make', () => {
  setup();
  write('dist/lib/removed.js', '');
  const later = new Date(Date.now() + 60_000);
  utimesSync(at('lib/index.ts'), later, later);
  expect(setup()).toMatchObject({ status: 0, calls: ['build'] });
  expect(existsSync(at('dist/lib/removed.js'))).toBe(false);
});

test('keeps the old build when the compiler fails, and says what failed', () => {
  setup();
  write('dist/old.js', '');
  write('node_modules/tsc/bin/tsc', 'process.exit(2)');
  const later = new Date(Date.now() + 60_000);
  utimesSync(at('lib/index.ts'), later, later);
  const { status, stderr } = setup();
  expect(status).toBe(1);
  expect(stderr).toMatch(/tsc -p tsconfig\.build\.json --outDir dist\.next" failed with exit code 2/);
  expect(existsSync(at('dist/old.js'))).toBe(true);
  expect(existsSync(at('dist.next'))).toBe(false);
});

test.each([
  ['another version is locked', () => write('package-lock.json', lock('2.0.0'))],
  ['there is no node_modules', () => rmSync(at('node_modules/.package-lock.json'))],
])('installs when %s', (_, change) => {
  change();
  expect(setup().calls[0]).toBe('npm ci');
});
