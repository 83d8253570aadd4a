import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { projectFolder } from '../../lib/store/folders.ts';
import { patience } from '../support/patience.ts';
import { loading, runnable } from '../support/runnable.ts';

const folder = mkdtempSync(join(tmpdir(), 'lab-'));
afterAll(() => rmSync(folder, { recursive: true }));

function lab(path: string, ...args: string[]) {
  return spawnSync(process.execPath, [...loading, runnable('scripts/lab.ts'), ...args], {
    cwd: projectFolder(),
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
    timeout: patience,
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

test.each([['SIGTERM'], ['SIGINT'], ['the end of what started it']])(
  '%s takes Jupyter down with it',
  async (how) => {
    const pidFile = join(folder, `pid of ${how}`);
    const script = `#!/bin/sh
[ "$2" = --version ] && exit 0
echo $$ > "${pidFile}.part" && mv "${pidFile}.part" "${pidFile}"
exec sleep 300
`;
    writeFileSync(join(folder, 'jupyter'), script);
    chmodSync(join(folder, 'jupyter'), 0o755);
    const args = [...loading, runnable('scripts/lab.ts')];
    const env = {
      ...process.env,
      PATH: [folder, '/usr/bin', '/bin', dirname(process.execPath)].join(delimiter),
    };
    // A shell that waits for it, as npm's does where it does not become the process itself.
    const shell = ['-c', `"${process.execPath}" ${args.join(' ')} & echo $!; wait`];
    const started = spawn('/bin/sh', shell, {
      cwd: projectFolder(),
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const lab = Number(await new Promise<Buffer>((resolve) => started.stdout.once('data', resolve)));
    while (!existsSync(pidFile)) await setTimeout(20);
    const jupyter = Number(readFileSync(pidFile, 'utf8'));
    expect(isRunning(jupyter)).toBe(true);
    if (how.startsWith('SIG')) process.kill(lab, how);
    else started.kill('SIGKILL');
    while (isRunning(jupyter) || isRunning(lab)) await setTimeout(20);
  },
);

function isRunning(pid: number): boolean {
  try {
    // A process that has ended stays in the table until its parent asks, which in a container may be nobody.
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
