import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { algorithmNames, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { linesOf } from '../../scripts/data/lines.ts';
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
  const tableOf = (...options: string[]) => {
    const { code, stdout, stderr } = transnar(['score', path, ...options]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout.trimEnd().split('\n');
  };
  const expected = [
    'algorithm  size  samples  shape  parse   clrs  exact',
    'bfs           9        1  1.000  1.000  0.500  0.000',
    'minimum       3        4  0.750  1.000  0.250  0.250',
  ];
  // A score beside these four would follow in a column of its own.
  const width = expected[0].length;
  expect(tableOf('--strict').map((line) => line.slice(0, width))).toEqual(expected);
  const lenient = [...expected.slice(0, 2), 'minimum       3        4  1.000  1.000  0.500  0.500'];
  expect(tableOf().map((line) => line.slice(0, width))).toEqual(lenient);
});

const stripped = 'bfs:\ns: 4, A: [[1 0 0 0 0], [0 0 0 1 0], [0 0 1 0 0], [0 1 0 1 0], [0 0 0 0 0]]\npi:\n';
const scoresOf = (rows: readonly unknown[], ...options: string[]) => {
  const { stdout, stderr } = transnar(['score', '--json', '-', ...options], { input: jsonl(rows) });
  const [{ shape, parse, clrs, exact, valid }] = JSON.parse(stdout) as Record<string, number>[];
  return { scores: [shape, parse, clrs, exact, valid], stderr };
};

test('right answers are right in whatever form tools hand them on, and --strict scores the letter', () => {
  const forms = ['[0 1 2 3 4]', ' [0 1 2 3 4]\n', '[0, 1, 2, 3, 4]\r\n\r\n', '[0. 1. 2. 3. 4.]'];
  forms.push('```\n[0 1 2 3 4]\n```', 'The answer is: [0 1 2 3 4]</s>', '[0.0 1.0 2.0 3.0 4.0]\n\nbfs:');
  forms.push('array([0, 1, 2, 3, 4])', '{"pi": [0,1,2,3,4]}');
  const rows = forms.map((prediction) => ({ question: stripped, prediction }));
  expect(scoresOf([{ question: stripped, prediction: 'dict(pi=[0, 1, 2, 3, 4])' }]).scores[0]).toBe(0);
  const { scores, stderr } = scoresOf(rows);
  expect(scores).toEqual([1, 1, 1, 1, 1]);
  expect(stderr.split('\n')).toEqual(
    expect.arrayContaining([
      '2 of 9 answers have numbers such as 3. or 3.0 for whole ones, and 1. for 1.0; they were scored all the same (not with --strict)',
    ]),
  );
  expect(scoresOf(rows, '--strict')).toMatchObject({ scores: [0, 2 / 9, 0, 0, 0], stderr: '' });
});

test('questions and true answers may have lost their line ends, in a file with a mark and line ends of Windows', () => {
  const path = join(folder, 'windows.jsonl');
  const rows = [stripped.trimEnd(), stripped.replaceAll('\n', '\r\n'), `\uFEFF${stripped}`].map((question) =>
    JSON.stringify({ question, answer: '[0 1 2 3 4]', prediction: '[0 1 2 3 4]\n\n' }),
  );
  writeFileSync(path, `\uFEFF${rows.join('\r\n')}\r\n`);
  for (const options of [[], ['--strict']]) {
    const { code, stdout, stderr } = transnar(['score', '--json', path, ...options]);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject([{ samples: 3, shape: 1, exact: 1, valid: 1 }]);
  }
});

test('a help text says how each form is read', () => {
  const { stdout } = transnar(['score', '--help']);
  for (const what of ['code fence', 'blank line', 'commas', '</s>', '--strict', 'valid:']) {
    expect(stdout).toContain(what);
  }
});

// A line that was joined anew for every piece of the file would take minutes.
test('a line may be long', async () => {
  const path = join(folder, 'long.jsonl');
  const file = openSync(path, 'w');
  for (let i = 0; i < 120; i++) writeSync(file, 'x'.repeat(1_000_000));
  writeSync(file, '\n\nend');
  closeSync(file);
  const lengths: number[] = [];
  for await (const line of linesOf(path)) lengths.push(line.length);
  expect(lengths).toEqual([120_000_000, 0, 3]);
});

/** Lets a process say at its end how many megabytes it held at most. */
const tellingMemory =
  "--import=data:text/javascript,process.on('exit',()=>console.error('MB',process.resourceUsage().maxRSS>>10))";

// A run of so many keys has 10^5 steps of all keys each: more than 1 GB, if they were kept.
test('answers that are missing are computed without the steps that nobody asked for', () => {
  const keys = Array.from({ length: 450 }, (_, i) => `0.${String((i * 7919) % 1000).padStart(3, '0')}1`);
  const input = jsonl([{ question: `bubble_sort:\nkey: [${keys.join(' ')}]\npred:\n`, prediction: '[0.1]' }]);
  const env = { NODE_OPTIONS: tellingMemory };
  const { code, stdout, stderr } = transnar(['score', '--json', '-'], { input, env });
  expect([code, JSON.parse(stdout)]).toMatchObject([0, [{ size: 450, shape: 0 }]]);
  expect(Number(/^MB (\d+)$/m.exec(stderr)?.[1])).toBeLessThan(600);
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
    'line 4: the question is malformed at character 8: expected a whole number, found "x\\n"',
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
