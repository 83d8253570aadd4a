/** What is put into the folder, by tools that are played: what fails is named, and what is there is not made again. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { placesIn } from '../../../scripts/tfjs-node/places.ts';
import { place, prepare } from '../../../scripts/tfjs-node/prepare.ts';

const settings = ['PATH', 'CXX', 'FAILS'] as const;
const before = Object.fromEntries(settings.map((name) => [name, process.env[name]]));

let scratch: string;
const at = (...path: string[]) => join(scratch, ...path);
const places = () => placesIn(at('lab'), at('folder'));

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
  chmodSync(at(path), mode);
}

/** A tool that notes that it was called, and fails with these words where it is told to. */
const tool = (name: string, words: string, act: string) =>
  write(
    `bin/${name}`,
    `#!/bin/sh\necho ${name} >> ${at('calls')}\nif [ "$FAILS" = ${name} ]; then ${words}; exit 7; fi\n${act}\n`,
    0o755,
  );

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'transnar-prepare-'));
  execFileSync('git', ['init', '-q', at('lab')]);
  write('lab/package.json', '{}');
  write('lab/package-lock.json', '{}');
  write('lab/.gitignore', 'dist');
  write('lab/dist/scripts/transnar.js', '');
  write('lab/shims/tfjs-node/index.js', 'stand-in');
  // As npm installs an optional peer of the folder's own package: only where it is told what it is.
  const install = `for name in tfjs-node tfjs-node-gpu; do case "$*" in *"$name@"*) case "$*" in
    *-gpu@*-D*|*-D*-gpu@*|*tfjs-node@*) to=node_modules/@tensorflow/$name; mkdir -p $to; echo real-$name > $to/index.js;;
  esac;; esac; done; echo '{"changed":1}' > package.json`;
  tool('npm', 'echo npm error code ENOTFOUND; echo npm error Are you behind a proxy?', install);
  // As pip downloads a wheel, and as Python unpacks it.
  const fetch = 'while [ "$1" != --dest ]; do shift; done; echo wheel > $2/tensorflow.whl';
  const unpack = 'mkdir -p tensorflow/include; echo library > tensorflow/libtensorflow_cc.so.2';
  tool(
    'python3',
    'echo WARNING: a NewConnectionError; echo ERROR: No matching distribution found; echo advice',
    `if [ "$2" = pip ]; then ${fetch}; else ${unpack}; fi`,
  );
  tool(
    'compiler',
    'echo tfjs.cc:1: error: no such type',
    'while [ "$1" != -o ]; do shift; done; echo binding > $2',
  );
  process.env['PATH'] = `${at('bin')}${delimiter}${before['PATH']}`;
  process.env['CXX'] = at('bin/compiler');
  delete process.env['FAILS'];
});
afterEach(() => {
  for (const name of settings) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
  rmSync(scratch, { recursive: true });
});

/** The tools that were called. */
async function calls(): Promise<string[]> {
  rmSync(at('calls'), { force: true });
  await prepare(places(), () => undefined);
  return existsSync(at('calls')) ? readFileSync(at('calls'), 'utf8').trim().split('\n') : [];
}

test('everything is made once', async () => {
  expect(await calls()).toEqual(['npm', 'npm', 'python3', 'python3', 'compiler', 'compiler']);
  expect(await calls()).toEqual([]);
  expect(existsSync(at('folder/wheel/tensorflow.whl'))).toBe(false);
  expect(readFileSync(at('folder/lab/package.json'), 'utf8')).toBe('{}');
});

test.each([
  [
    'npm',
    /^packages of npm: npm ended with 7: npm error code ENOTFOUND \(all it said: .*packages-of-npm\.log\)$/,
    6,
  ],
  [
    'python3',
    /^wheel of PyPI: python3 ended with 7: ERROR: No matching distribution found \(all it said: /,
    4,
  ],
  ['compiler', /^binding of tfjs-node: .*compiler ended with 7: tfjs\.cc:1: error: no such type \(/, 2],
])(
  'where %s fails that is said in one line, and the same command goes on from there',
  async (name, line, rest) => {
    process.env['FAILS'] = name;
    await expect(calls()).rejects.toThrow(line);
    delete process.env['FAILS'];
    expect(await calls()).toHaveLength(rest);
  },
);

test('what an interrupted run left half is made again', async () => {
  write('folder/wheel.part/tensorflow/half', '');
  write('folder/lab/node_modules/half', '');
  write('folder/packages/tfjs-node/half', '');
  expect(await calls()).toHaveLength(6);
  for (const half of ['wheel/tensorflow', 'lab/node_modules', 'packages/tfjs-node'])
    expect(existsSync(at('folder', half, 'half'))).toBe(false);
});

test('the copy follows the repository, and the packages its lock file', async () => {
  write('lab/old.ts', '');
  await calls();
  expect(existsSync(at('folder/lab/old.ts'))).toBe(true);
  rmSync(at('lab/old.ts'));
  write('lab/package-lock.json', '{"other":1}');
  expect(await calls()).toEqual(['npm', 'npm', 'compiler', 'compiler']);
  expect(existsSync(at('folder/lab/old.ts'))).toBe(false);
});

test('the packages that are asked for are in place, or the stand-in', async () => {
  await calls();
  const found = (name: 'tfjs-node' | 'tfjs-node-gpu') => {
    const file = join(places().installed(name), 'index.js');
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  };
  for (const [names, ...expected] of [
    [[], 'stand-in', undefined],
    [['tfjs-node'], 'real-tfjs-node', undefined],
    [['tfjs-node-gpu'], 'stand-in', 'real-tfjs-node-gpu'],
    [['tfjs-node', 'tfjs-node-gpu'], 'real-tfjs-node', 'real-tfjs-node-gpu'],
    [[], 'stand-in', undefined],
  ] as const) {
    place(places(), names);
    expect([found('tfjs-node'), found('tfjs-node-gpu')]).toEqual(expected);
  }
  expect(readFileSync(at('folder/lab/shims/tfjs-node/index.js'), 'utf8')).toBe('stand-in');
});
