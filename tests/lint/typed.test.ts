/** The rules that need types are at work, with the project's own configuration. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { patience } from '../support/patience.ts';

const root = projectFolder();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'typed-lint-'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(root, 'tsconfig.json') }));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['no-floating-promises', `const later = () => Promise.resolve(1);\nlater();`],
  ['no-unsafe-assignment', `const read: number = JSON.parse('1');\nread;`],
  ['no-misused-promises', `if (Promise.resolve(1)) throw new Error('always');`],
])('%s is reported', (rule, text) => {
  writeFileSync(join(folder, 'breach.ts'), text);
  const linter = join(root, 'node_modules/oxlint/bin/oxlint');
  const { status, stdout } = spawnSync(
    process.execPath,
    [linter, '--config', join(root, '.oxlintrc.json'), folder],
    { cwd: folder, encoding: 'utf8', timeout: patience },
  );
  expect(stdout).toContain(`typescript(${rule})`);
  expect(status).toBe(1);
});
