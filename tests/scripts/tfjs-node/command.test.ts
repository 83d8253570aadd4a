/** What `npm run test:tfjs-node` says to what it cannot do: one line, and an exit code that is not 0. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { projectFolder } from '../../../lib/store/folders.ts';
import { patience } from '../../support/patience.ts';

const root = projectFolder();
const scratch = mkdtempSync(join(tmpdir(), 'transnar-tfjs-node-'));
const at = (...path: string[]) => join(scratch, ...path);
afterAll(() => rmSync(scratch, { recursive: true }));

/** A program of this name that is found before others. */
function program(folder: string, name: string, text: string): string {
  mkdirSync(at(folder), { recursive: true });
  writeFileSync(at(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(at(folder, name), 0o755);
  return `${at(folder)}${delimiter}${process.env['PATH']}`;
}

function command(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const options = ['--import', 'tsx', join(root, 'scripts/test-tfjs-node.ts'), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, options, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CXX: 'true', ...env },
    timeout: patience,
  });
  return { status, stdout, stderr };
}

/** Nothing was done, and said is this line. */
function expectRefusal(args: readonly string[], line: RegExp, env?: NodeJS.ProcessEnv): void {
  const { status, stdout, stderr } = command(args, env);
  expect(stderr).toMatch(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stdout).toBe('');
  expect(status).toBe(1);
}

describe('a folder that cannot be taken', () => {
  writeFileSync(at('file'), '');
  mkdirSync(at('full'));
  writeFileSync(at('full/thesis'), '');
  symlinkSync(root, at('link'));
  const pip = { PATH: program('with-pip', 'python3', 'exit 0') };

  test.each<[string, string[], RegExp]>([
    [
      'none',
      [],
      /^test:tfjs-node: Give a folder outside of the repository: npm run test:tfjs-node -- FOLDER$/m,
    ],
    ['two', [at('a'), at('b')], /: Give one folder, not 2: /],
    [
      'one inside of the repository',
      [join(root, 'data/new')],
      /data\/new is inside of the repository: give /,
    ],
    ['the repository', ['.'], / is inside of the repository: /],
    ['a link into the repository', [at('link/new')], /link\/new is inside of the repository: /],
    ['a file', [at('file')], /file is a file: give a folder/],
    ['a folder with other things', [at('full')], /full holds other things: give an empty folder/],
    ['an option that there is not', ['--onyl', 'tests', at('c')], /: Unknown option '--onyl'/],
    [
      'a stage that there is not',
      ['--only', 'test,tets', at('c')],
      /: There is no stage "tets"; there are doctor\//,
    ],
  ])('%s', (_, args, line) => expectRefusal(args, line, pip));
});

test('a machine without pip and compiler is told what it lacks', () => {
  const PATH = program('without-pip', 'python3', 'exit 1');
  const line =
    /: This machine lacks a C\+\+ compiler \(nowhere .*CXX.*\); pip \(python3 -m pip does not run\)\.$/m;
  expectRefusal([at('new')], line, { PATH, CXX: 'nowhere' });
});

test('what runs and what does not is listed without a folder', () => {
  const { status, stdout } = command(['--list'], { PATH: '' });
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^\d+ stages: doctor\/stand-in, .*tests\/training, .*models\/transnar-smoke, notebooks\/00-tour/,
  );
  expect(stdout).toContain('\n  tests/training/until.test.ts\n');
  expect(stdout).toMatch(/\n {2}tests\/backend\/native \(\d+\): they compute on engines of their own choice/);
});

test('an interruption ends the program that runs and what that has started, and nothing follows', async () => {
  const child = pathToFileURL(join(root, 'scripts/tfjs-node/child.ts')).href;
  const text = `import { heedSignals, statusOf } from '${child}';
heedSignals();
try {
  const wait = ['sh', ['-c', "sleep 600 & echo waiting; wait"], { cwd: '.' }];
  await statusOf(...wait);
  console.log('went on');
} catch (error) {
  console.log(error.constructor.name);
}`;
  const options = ['--import', 'tsx', '--input-type=module', '-e', text];
  const running = spawn(process.execPath, options, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  running.stdout.on('data', (piece: Buffer) => {
    said += piece.toString();
    if (said === 'waiting\n') running.kill('SIGTERM');
  });
  // Nobody can print any more: what the program has started has ended as well.
  await new Promise((resolve) => running.on('close', resolve));
  expect(said).toBe('waiting\nInterruptedError\n');
});
