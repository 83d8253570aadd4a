import { mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contentOf, packagedTextHash, hashOfFiles } from '../../lib/store/content.ts';
import { readManifest, readMetrics, storedRuns } from '../../lib/store/index.ts';
import { hashOf } from '../../lib/store/hash.ts';
import { appendMetric, rewindMetrics } from '../../lib/store/metrics.ts';
import { type Manifest, ofSittings, writeManifest } from '../../lib/store/manifest.ts';
import { continueRun, createRun, finishRun } from '../../lib/store/new-run.ts';
import { RunBusyError } from '../../lib/store/run-lock.ts';
import { textFilesOf } from '../../lib/store/text-files.ts';

const newRoot = () => mkdtempSync(join(tmpdir(), 'transnar-'));
const beginning = { name: 'toy', config: { seed: 1 }, command: 'command' };

test('a hash depends on every field but not on the order of keys, nor on fields that are undefined', () => {
  const base = hashOf({ a: 1, b: { c: [1, 2], d: 'x' } });
  expect(hashOf({ b: { d: 'x', c: [1, 2], e: undefined }, a: 1 })).toBe(base);
  expect(hashOf({ a: 1, b: { c: [2, 1], d: 'x' } })).not.toBe(base);
  expect(hashOf({ a: 1, b: { c: [1, 2], d: 'y' } })).not.toBe(base);
  expect(hashOf({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'); // sha256sum of {}
});

test.each(['checkpoint', 'text', 'gpt-neox'] as const)(
  'what the system has against a file of kind %s is said, and not that there is none',
  (kind) => {
    const folder = newRoot();
    for (const name of ['a.txt', 'config.json', 'model.safetensors']) symlinkSync(name, join(folder, name));
    const [path, at] = {
      checkpoint: [join(folder, 'model.safetensors'), join(folder, 'model.safetensors')],
      text: [join(folder, 'a.txt'), join(folder, 'a.txt')],
      'gpt-neox': [folder, join(folder, 'config.json')],
    }[kind];
    expect(() => contentOf({ kind, path })).toThrow(`Cannot read ${at}: ELOOP: `);
  },
);

test('a run begins and ends once, and is listed', () => {
  const root = newRoot();
  const run = createRun('toy-1', beginning, root);
  finishRun(run, { seconds: 12, waited: 1 });
  expect(readManifest(run)).toMatchObject({ command: 'command', seconds: 12, config: { seed: 1 } });
  // Another process has begun it since it was looked for.
  expect(() => createRun('toy-1', beginning, root)).toThrow(RunBusyError);
  expect(storedRuns(root, '').map(({ name, config }) => [name, config])).toEqual([['toy-1', { seed: 1 }]]);
});

test('sittings by another engine or machine are told, those by the same are not', () => {
  const run = createRun('toy-1', beginning, newRoot());
  const begun = readManifest(run);
  continueRun(run, 3);
  expect(readManifest(run)).toEqual(begun);
  writeManifest(run, { ...begun, hardware: 'another machine' });
  continueRun(run, 5);
  continueRun(run, 7);
  const { commit, hardware } = begun;
  expect(readManifest(run)).toMatchObject({ hardware: 'another machine' });
  expect(readManifest(run).continued).toMatchObject([{ from: 5, commit, hardware }]);
  expect(ofSittings(readManifest(run), (each) => each.hardware)).toBe(`another machine + ${hardware}`);
  expect(ofSittings(readManifest(run), (each) => each.commit)).toBe(commit);
});

test.each([
  ['{"name": "toy"', /manifest\.json is not a readable manifest: it is cut off in line 1/],
  ['{\n"name": "toy",\n"config": {]\n}', /manifest\.json is not a readable manifest: line 3 is not JSON/],
  ['{\n"name": "toy,\n"config": {}\n}', /manifest\.json is not a readable manifest: line 2 is not JSON/],
  ['{\n"name": "toy"\n"config": {}\n}', /manifest\.json is not a readable manifest: line 3 is not JSON/],
  ['5', /manifest\.json is not a readable manifest/],
  [
    '{"name": "toy", "config": {}, "command": "x", "started": "", "seconds": "x"}',
    /not a readable manifest: seconds: .*expected number/,
  ],
  ['{"name": "toy", "command": "x", "started": ""}', /not a readable manifest: .*config/],
  [
    '{"name": "toy", "config": {}, "command": "x", "started": "", "contents": [{"kind": "text", "path": 1, "sha256": ""}]}',
    /not a readable manifest: contents\.0\.path: .*expected string/,
  ],
])('a manifest that is none, %s, is said to be one, and hides no other run', (text, message) => {
  const root = newRoot();
  createRun('toy-1', beginning, root);
  const broken = createRun('toy-2', beginning, root);
  writeFileSync(broken.manifest, text);
  expect(() => storedRuns(root, '')).toThrow(message);
  const refused: string[] = [];
  const readable = storedRuns(root, '', (_, folder) => refused.push(folder));
  expect(readable.map(({ name }) => name)).toEqual(['toy-1']);
  expect(refused).toEqual([broken.folder]);
});

test('a published run that was put among this machine’s own is still read as a published one', () => {
  const root = newRoot();
  const run = createRun('copy', beginning, root);
  const publication = {
    parameters: 'final',
    stored: 'float16',
    sha256: '0123456789',
    metricLines: { kept: 0, written: 0 },
  };
  writeManifest(run, { ...readManifest(run), published: publication } as Manifest);
  const [found] = storedRuns(root, '');
  expect(found).toMatchObject({ name: 'copy', published: run.folder, checkpoint: run.best });
});

test('metrics are appended, and rewound to where a run resumes', () => {
  const run = createRun('curve', beginning, newRoot());
  for (const update of [10, 20, 30]) {
    appendMetric(run, { update, loss: 1 / update, gradientNorm: 1, learningRate: 0.1, seconds: update });
  }
  rewindMetrics(run, 20);
  expect(readMetrics(run).map(({ update }) => update)).toEqual([10, 20]);
});

test('the text of the packages is the one that published runs have read', () => {
  expect(hashOfFiles(textFilesOf('english'))).toBe(packagedTextHash);
});
