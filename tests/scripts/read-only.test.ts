/** Finished runs in a folder that cannot be written: everything that only looks at them works. */
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Finished, settings, transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-read-only-'));
const environment = { TRANSNAR_DATA: folder, TRANSNAR_CHECKPOINTS: join(folder, 'none') };
const experiment = [
  'transnar-smoke',
  ...settings([
    ...[
      'algorithms=["minimum","bfs"]',
      'transformer.width=8',
      'transformer.layers=1',
      'transformer.feedForward=8',
    ],
    ...['training.updates=3', 'evaluation={"sizes":[4],"samples":2}', 'reader.nar.training.updates=3'],
    ...['reader.nar.validation={"every":3,"size":4,"samples":2}'],
  ]),
];

const everything = () =>
  [
    folder,
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ].reverse();
const setMode = (mode: number) => {
  for (const path of everything()) chmodSync(path, statSync(path).isDirectory() ? mode | 0o111 : mode);
};

beforeAll(() => {
  expect(transnar(['train', ...experiment], { env: environment }).code).toBe(0);
  setMode(0o444);
});
afterAll(() => {
  setMode(0o755);
  rmSync(folder, { recursive: true });
});

/** As a user who may not write there: root may everywhere. */
function reading(words: readonly string[], input = ''): Finished {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  return transnar(words, { env: environment, input, ...nobody });
}

test.each([
  ['train', ['train', ...experiment], /transnar-smoke-[0-9a-f]{8}\n$/],
  ['runs', ['runs'], /transnar-smoke-[0-9a-f]{8}\tfinished/],
  ['evaluate text', ['evaluate', 'text', ...experiment], /minimum\t4\tclrs\t/],
  ['solve', ['solve', ...experiment], /\n$/],
])('%s', (_, words, answer) => {
  const { code, stdout, stderr } = reading(words, 'minimum:\nkey: [0.123 0.912 0.245 0.5]\nmin:\n');
  expect(stderr).not.toMatch(/transnar: /);
  expect(code).toBe(0);
  expect(stdout).toMatch(answer);
  if (words[0] === 'evaluate') expect(stderr).toMatch(/is read-only: the answers are scored, and not kept/);
});

test('a new run is refused in one sentence that says where, and what helps', () => {
  const { code, stdout, stderr } = reading(['train', ...experiment, '--set', 'seed=5']);
  expect([code, stdout]).toEqual([1, '']);
  const said = stderr.split('\n').filter((line) => line.startsWith('transnar: '));
  expect(said).toEqual([
    expect.stringMatching(
      /^transnar: Cannot write .*nar-smoke-\w+.manifest\.json: the folder is not writable: allow it, or choose another \(TRANSNAR_DATA/,
    ),
  ]);
  const into = ['notebooks', 'run', 'nosuch.ipynb', '--out', join(folder, 'runs/new')];
  expect(reading(into).stderr).toBe(
    `transnar: cannot make the folder ${join(folder, 'runs/new')}: permission is denied; allow it, or choose another place ` +
      '(TRANSNAR_DATA is where runs go)\n',
  );
});
