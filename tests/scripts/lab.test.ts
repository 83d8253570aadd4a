import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lab(path: string, ...args: string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'scripts/lab.ts', ...args], {
    cwd: projectFolder(),
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  });
}

test('without Jupyter, one line says how to get it', () => {
  const { status, stderr } = lab(folder);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Jupyter was not found: install it with .*\n$/);
});

test.each(['lab', 'notebook'])(
  'jupyter %s opens the notebooks, with the kernel of the project',
  (application) => {
    // Knows one application alone, and says what it was asked for.
    const script = `#!/bin/sh
[ "$1" = ${application} ] || exit 1
echo "$JUPYTER_PATH|$@"
`;
    writeFileSync(join(folder, 'jupyter'), script);
    chmodSync(join(folder, 'jupyter'), 0o755);
    const { status, stdout } = lab([folder, '/bin', dirname(process.execPath)].join(delimiter), '--port=1');
    expect(status).toBe(0);
    const [searched, asked] = stdout.trim().split('\n').at(-1)!.split('|');
    expect(searched.split(delimiter)[0]).toBe(join(projectFolder(), 'jupyter'));
    expect(asked.split(' ')).toEqual(expect.arrayContaining([application, '--port=1', 'notebooks']));
  },
);
