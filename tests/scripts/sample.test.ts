import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import { formatSample, sampleAt, sampleStream } from '../../lib/dataset/index.ts';
import { writeParquet } from '../../scripts/data/parquet.ts';
import { type TextRow, textRow } from '../../scripts/data/rows.ts';
import { startTransnar, transnar, transnarCutShort } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-sample-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);
const lines = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('samples are JSON lines, each a function of seed and index', () => {
  const { code, stdout, stderr } = transnar([
    'sample',
    'bfs',
    '--size',
    '4',
    '--seed',
    '7',
    '--count',
    '3',
    '--hints',
  ]);
  expect([code, stderr]).toEqual([0, '']);
  const rows = lines(stdout);
  expect(rows).toHaveLength(3);
  const { nodes, length, inputs, outputs, hints } = sampleAt('bfs', 4, 7, 2);
  const matrix = Array.from({ length: 4 }, (_, i) => [...inputs['A'].data.subarray(4 * i, 4 * i + 4)]);
  expect(rows[2]).toMatchObject({
    algorithm: 'bfs',
    size: 4,
    nodes,
    length,
    inputs: { s: [...inputs['s'].data], A: matrix },
    outputs: { pi: [...outputs['pi'].data] },
  });
  const { pi_h } = rows[2]['hints'] as { pi_h: number[][] };
  expect(pi_h).toHaveLength(length);
  expect(pi_h.flat()).toEqual([...hints['pi_h'].data]);
});

test('hints are left out unless asked for', () => {
  expect(Object.keys(lines(transnar(['sample', 'segments_intersect']).stdout)[0])).not.toContain('hints');
});

test('text has the published columns and three decimals', () => {
  const { stdout } = transnar(['sample', 'insertion_sort', '--size', '5', '--text', '--hints']);
  const { question, answer } = formatSample(sampleAt('insertion_sort', 5, 0, 0, { truncateDecimals: 3 }), {
    hints: true,
  });
  expect(lines(stdout)).toEqual([
    { text: question + answer, question, answer, algo_name: 'insertion_sort', length: 5, use_hints: true },
  ]);
});

test("--stream continues the reference's generator, --decimals chooses the truncation", () => {
  const { stdout } = transnar([
    'sample',
    'minimum',
    '--text',
    '--stream',
    '--seed',
    '3',
    '--count',
    '2',
    '--decimals',
    '1',
  ]);
  const stream = sampleStream('minimum', 8, 3, { truncateDecimals: 1 });
  const expected = [stream.next().value, stream.next().value].map(
    (trajectory) => formatSample(trajectory).question,
  );
  expect(lines(stdout).map(({ question }) => question)).toEqual(expected);
});

test('Parquet holds the rows of --text, in several row groups if they are many', async () => {
  const path = file('rows.parquet');
  const args = ['sample', 'floyd_warshall', '--size', '16', '--hints', '--count', '600'];
  expect(transnar([...args, '--out', path])).toEqual({ code: 0, stdout: '', stderr: '' });
  const jsonl = file('rows.jsonl');
  expect(transnar([...args, '--text', '--out', jsonl]).code).toBe(0);

  const buffer = await asyncBufferFromFile(path);
  expect((await parquetMetadataAsync(buffer)).row_groups.length).toBeGreaterThan(1);
  const rows = await parquetReadObjects({ file: buffer });
  expect(rows).toEqual(lines(readFileSync(jsonl, 'utf8')));
});

test.each([
  [['sample', 'bogosort'], 'transnar: There is no algorithm "bogosort".'],
  [['sample', 'bfs', '--size', '1'], 'transnar: bfs needs an integer size of at least 2, got 1.'],
  [['sample', 'bfs', '--size', '1e3'], "error: option '--size <n>' argument '1e3' is invalid."],
  [['sample', 'bfs', '--count', '-1'], "error: option '--count <n>' argument '-1' is invalid."],
  [['sample', 'bfs', '--colour'], "error: unknown option '--colour'"],
  [['sample'], "error: missing required argument 'algorithm'"],
  [
    ['sample', 'bfs', '--out', file('missing/rows.jsonl')],
    `transnar: cannot write ${file('missing/rows.jsonl')}: there is no`,
  ],
  [['sample', 'bfs', '--out', folder], `transnar: cannot write ${folder}: it is a folder`],
])('%j ends in one message', (args, message) => {
  const { code, stdout, stderr } = transnar(args);
  expect(stderr.startsWith(message), stderr).toBe(true);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect([code, stdout]).toEqual([1, '']);
});

test('a wrong size leaves no file behind', () => {
  expect(transnar(['sample', 'bfs', '--size', '1', '--out', file('never.jsonl')]).code).toBe(1);
  expect(existsSync(file('never.jsonl'))).toBe(false);
});

test('a closed pipe is a quiet end', async () => {
  const { code, stdout, stderr } = await transnarCutShort(['sample', 'bfs', '--count', '1000000000']);
  expect(stdout).toContain('"algorithm":"bfs"');
  expect([code, stderr]).toEqual([0, '']);
});

test('a full disk is one message, as output, as a file and as Parquet', () => {
  const full = openSync('/dev/full', 'w');
  const toOutput = transnar(['sample', 'bfs', '--count', '5000'], { stdout: full });
  closeSync(full);
  expect(toOutput).toMatchObject({
    code: 1,
    stderr: 'transnar: cannot write the output: no space is left on the device\n',
  });
  for (const name of ['full.jsonl', 'full.parquet']) {
    symlinkSync('/dev/full', file(name));
    const message = `transnar: cannot write ${file(name)}: no space is left on the device\n`;
    expect(transnar(['sample', 'bfs', '--out', file(name)])).toEqual({
      code: 1,
      stdout: '',
      stderr: message,
    });
  }
});

test('the next writer of a Parquet file removes what a killed one left of it', async () => {
  const path = file('killed.parquet');
  const args = ['sample', 'floyd_warshall', '--size', '24', '--text', '--out', path, '--count'];
  const { child, ended } = startTransnar([...args, '100000'], {});
  const there = () => readdirSync(folder).filter((name) => name.startsWith('killed'));
  while (there().length === 0 && child.exitCode === null) await setTimeout(20);
  child.kill('SIGINT');
  await ended;
  expect(there()).toEqual([expect.stringMatching(/^killed\.parquet\..*\.tmp$/)]);
  expect(transnar([...args, '1']).code).toBe(0);
  expect(there()).toEqual(['killed.parquet']);
});

test('Parquet that could not be written to its end leaves no file', () => {
  const path = file('cut.parquet');
  function* broken(): Generator<TextRow> {
    yield textRow(sampleAt('minimum', 4, 0, 0), 4, false);
    throw new Error('stopped');
  }
  expect(() => writeParquet(path, broken(), 1e9)).toThrow('stopped');
  expect(readdirSync(folder).filter((name) => name.startsWith('cut'))).toEqual([]);
});

test.each([
  [
    ['--size', '1000000000'],
    'minimum of size 1000000000 is more than fits memory: choose a size of at most 268435456.',
  ],
  [['--decimals', '400'], 'Numbers are cut to 0 to 15 decimals, got 400.'],
])('%j ends in one sentence', (args, message) => {
  expect(transnar(['sample', 'minimum', ...args])).toEqual({
    code: 1,
    stdout: '',
    stderr: `transnar: ${message}\n`,
  });
});
