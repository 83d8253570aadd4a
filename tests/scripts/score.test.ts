import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { algorithmNames, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { transnar } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-score-'));
afterAll(() => rmSync(folder, { recursive: true }));

const jsonl = (rows: readonly unknown[]) =>
  rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n');
const question = 'minimum:\nkey: [0.5 0.25 0.75]\nmin:\n';

test('missing answers are computed from the question, for every algorithm and with hints', () => {
  const rows = algorithmNames.flatMap((name) =>
    [false, true].map((hints) => {
      const { question, answer } = formatSample(sampleAt(name, 6, 1, 0, { truncateDecimals: 3 }), { hints });
      return { question, prediction: answer };
    }),
  );
  const { code, stdout, stderr } = transnar(['score', '--json', '-'], { input: jsonl(rows) });
  expect([code, stderr]).toEqual([0, '']);
  const groups = JSON.parse(stdout) as {
    algorithm: string;
    shape: number;
    parse: number;
    clrs: number;
    exact: number;
  }[];
  expect(new Set(groups.map(({ algorithm }) => algorithm))).toEqual(new Set(algorithmNames));
  for (const { shape, parse, clrs, exact } of groups)
    expect([shape, parse, clrs, exact]).toEqual([1, 1, 1, 1]);
});

test('a table has one line for each algorithm and size', () => {
  const path = join(folder, 'predictions.jsonl');
  const bfs = 'bfs:\ns: 0, A: [[0 1], [1 0]]\npi:\n';
  const rows = [
    { question, prediction: '1\n\n' },
    { question, prediction: '2\n\n' },
    { question, prediction: '1\n\n', answer: '2\n\n' },
    { question, prediction: '1', length: 3 },
    { question: bfs, prediction: '[0 1]\n\n', length: 9 },
  ];
  writeFileSync(path, jsonl(rows));
  const { code, stdout, stderr } = transnar(['score', path]);
  expect([code, stderr]).toEqual([0, '']);
  const expected = [
    'algorithm  size  samples  shape  parse   clrs  exact',
    'bfs           9        1  1.000  1.000  0.500  0.000',
    'minimum       3        4  0.750  1.000  0.250  0.250',
  ];
  // A score beside these four would follow in a column of its own.
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => line.slice(0, expected[0].length))).toEqual(expected);
});

test('malformed lines are reported with their number, the others are scored', () => {
  const rows = [
    { question, prediction: '1\n\n' },
    '{"question": ',
    '',
    { question: 'bfs:\ns: x', prediction: '' },
    { question },
    { question: 'optimal_bst:\np: [0.1 0.2], q: [0.3 0.4]\nroot:\n', prediction: '' },
    { question, prediction: '1\n\n', answer: 'one' },
    { question, prediction: '1\n\n' },
  ];
  const { code, stdout, stderr } = transnar(['score', '--json', '-'], { input: jsonl(rows) });
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([
    'line 2: it is no JSON',
    'line 4: the question is malformed at character 8: expected a whole number, found "x"',
    expect.stringMatching(/^line 5: prediction: /),
    'line 6: optimal_bst has no problem with this p.',
    'line 7: The true answer "one" is malformed.',
    'transnar: 5 of 8 lines are malformed and were left out.',
  ]);
  expect(JSON.parse(stdout)).toMatchObject([{ algorithm: 'minimum', size: 3, samples: 2, exact: 1 }]);
});

test.each([
  [
    ['score', join(folder, 'none')],
    `transnar: cannot read ${join(folder, 'none')}: there is no such file or folder\n`,
  ],
  [['score', folder], `transnar: cannot read ${folder}: it is a folder\n`],
  [['score', '-'], 'transnar: there are no predictions in -\n'],
])('%j ends in one message', (args, message) => {
  expect(transnar(args)).toEqual({ code: 1, stdout: '', stderr: message });
});
