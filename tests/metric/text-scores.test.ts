import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { algorithm, algorithms, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { byMetric, metricNames, textScores } from '../../lib/metric/index.ts';

const perfect = byMetric(() => 1);

describe.each(Object.keys(algorithms))('%s', (name) => {
  const { minimumSize } = algorithm(name);
  const size = fc.integer({ min: minimumSize, max: 10 });

  test('the truth scores 1', () => {
    fc.assert(
      fc.property(
        size,
        fc.nat(999),
        fc.boolean(),
        fc.constantFrom(0, 3),
        (n, index, hints, truncateDecimals) => {
          const { question, answer } = formatSample(sampleAt(name, n, 2, index, { truncateDecimals }), {
            hints,
          });
          expect(textScores(question, answer, answer)).toEqual(perfect);
          expect(textScores(question, answer, answer.trimEnd())).toMatchObject({
            shape: 0,
            parse: 1,
            clrs: 0,
            exact: 0,
          });
          expect(textScores(question, answer, `${answer}${answer}`).shape).toBe(0);
        },
      ),
      { numRuns: 20 },
    );
  });

  test('any text scores between 0 and 1', () => {
    const { question, answer } = formatSample(sampleAt(name, Math.max(minimumSize, 5), 2, 0));
    const text = fc.string({ unit: fc.constantFrom(...'[](),| \n0123.-x') });
    fc.assert(
      fc.property(text, text, fc.nat(), (before, after, cut) => {
        const prediction =
          answer.slice(0, cut % answer.length) + before + answer.slice(cut % answer.length) + after;
        const scores = textScores(question, answer, prediction);
        expect(Object.keys(scores)).toEqual(metricNames);
        for (const score of Object.values(scores)) {
          expect(score >= 0 && score <= 1).toBe(true);
        }
      }),
    );
  });
});

const list = ['bfs:\ns: 3, A: [[1 0 1 1], [0 1 0 1], [1 0 1 0], [1 1 0 0]]\npi:\n', '[3 3 0 3]\n\n'];
const listWithTrace = [
  'bfs:\ns: 3, A: [[1 0 1 1], [0 1 0 1], [1 0 1 0], [1 1 0 0]], initial_trace: [0 1 2 3]\ntrace | pi:\n',
  '[3 3 2 3] | [3 3 0 3]\n\n',
];
const pair = [
  'binary_search:\nkey: [0.1 0.2 0.3], target: 0.15, initial_trace: (0, 2)\ntrace | (low, high):\n',
  '(0, 1) | (1, 1)\n\n',
];
const index = ['minimum:\nkey: [0.548 0.715 0.602 0.544]\nmin:\n', '3\n\n'];
const sorted = ['insertion_sort:\nkey: [0.5 0.25 -0.0 1.0]\npred:\n', '[-0.0 0.25 0.5 1.0]\n\n'];

test.each([
  ['one of four wrong', list, '[3 3 1 3]\n\n', { shape: 1, parse: 1, clrs: 3 / 4, exact: 0 }],
  ['an element that is no number', list, '[3 x 0 3]\n\n', { shape: 1, parse: 0, clrs: 3 / 4, exact: 0 }],
  ['a legal character in the wrong place', list, '[3 3] 0 3]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['one element too many', list, '[3 3 0 3 3]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['one element too few', list, '[3 3 0]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['a doubled space', list, '[3 3  0 3]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  [
    'a minus sign, which no pointer has',
    list,
    '[3 -3 0 3]\n\n',
    { shape: 1, parse: 0, clrs: 3 / 4, exact: 0 },
  ],
  ['a zero with a sign', list, '[3 3 -0 3]\n\n', { shape: 1, parse: 0, clrs: 3 / 4, exact: 0, valid: 0 }],
  ['a leading zero', list, '[3 03 0 3]\n\n', { shape: 1, parse: 1, clrs: 1, exact: 0 }],
  ['points, which no pointer has', list, '[3.0 3. 0 3]\n\n', { shape: 1, parse: 0, clrs: 1 / 2, exact: 0 }],
  ['a hexadecimal number', list, '[0x3 3 0 3]\n\n', { shape: 1, parse: 0, clrs: 3 / 4, exact: 0 }],
  ['no blank line', list, '[3 3 0 3]\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['text after the blank line', list, '[3 3 0 3]\n\n3', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  // The paper: an answer without an illegal character.
  ['nothing', list, '', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['a wrong trace', listWithTrace, '[0 0 0 0] | [3 3 0 3]\n\n', { shape: 1, parse: 1, clrs: 1, exact: 0 }],
  ['a malformed trace', listWithTrace, '[? | [3 3 1 3]\n\n', { shape: 1, parse: 0, clrs: 3 / 4, exact: 0 }],
  ['no trace', listWithTrace, '[3 3 0 3]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['a wrong index', index, '2\n\n', { shape: 1, parse: 1, clrs: 0, exact: 0 }],
  ['a list for an index', index, '[3]\n\n', { shape: 0, parse: 0, clrs: 0, exact: 0 }],
  [
    'two sorted keys swapped',
    sorted,
    '[0.25 -0.0 0.5 1.0]\n\n',
    { shape: 1, parse: 1, clrs: 2 / 4, exact: 0 },
  ],
  [
    'another parent that is as good',
    ['bfs:\ns: 0, A: [[0 1 1 0], [1 0 0 1], [1 0 0 1], [0 1 1 0]]\npi:\n', '[0 0 0 1]\n\n'],
    '[0 0 0 2]\n\n',
    { shape: 1, parse: 1, clrs: 3 / 4, exact: 0, valid: 1 },
  ],
  ['a parent that is none', list, '[3 3 1 3]\n\n', { clrs: 3 / 4, valid: 0 }],
  ['no blank line', list, '[3 3 0 3]', { valid: 0 }],
  ['a malformed trace', listWithTrace, '[? | [3 3 0 3]\n\n', { parse: 0, valid: 1 }],
  ['no trace', listWithTrace, '[3 3 0 3]\n\n', { valid: 0 }],
  [
    'another of two equal keys',
    ['minimum:\nkey: [0.5 0.2 0.2]\nmin:\n', '1\n\n'],
    '2\n\n',
    { clrs: 0, valid: 1 },
  ],
  ['sorted keys', sorted, '[0.0 0.250 5e-1 1]\n\n', { valid: 1 }],
  ['keys that are not those of the question', sorted, '[-0.0 0.25 0.25 1.0]\n\n', { valid: 0 }],
  ['bounds of a search that differ', pair, '(0, 1) | (0, 1)\n\n', { clrs: 1 / 2, valid: 0 }],
  ['bounds of a search', pair, '(0, 2) | (1, 1)\n\n', { valid: 1 }],
  [
    'another subarray with the largest sum',
    [
      'find_maximum_subarray_kadane:\nkey: [0.3 -0.5 0.1 0.2], initial_trace: (0, 0)\ntrace | (best_low, best_high):\n',
      '(0, 0), (0, 0) | (0, 0)\n\n',
    ],
    ' | (2, 3)\n\n',
    { clrs: 0, valid: 1 },
  ],
  [
    'other digits of equal numbers',
    sorted,
    '[0.0 0.250 5e-1 1]\n\n',
    { shape: 1, parse: 1, clrs: 1, exact: 0 },
  ],
  ['a number cut short', sorted, '[-0.0 0.2 0.5 1.0]\n\n', { shape: 1, parse: 1, clrs: 3 / 4, exact: 0 }],
])('%s', (_, [question, answer], prediction, scores) => {
  expect(textScores(question, answer, prediction)).toMatchObject(scores);
});

const matrix = [
  'bridges:\nA: [[0 1 0], [1 0 1], [0 1 0]]\nis_bridge:\n',
  '[[0 1 -1], [1 0 1], [-1 1 0]]\n\n',
];
const twoOutputs = [
  'topological_sort:\nA: [[0 0 1], [1 0 0], [0 0 0]]\ntopo, topo_head:\n',
  '[2 0 2], 1\n\n',
];
const bit = ['segments_intersect:\nx: [0.1 0.2 0.3 0.4], y: [0.1 0.2 0.3 0.5]\nintersect:\n', '0\n\n'];

test.each([
  [
    'two of nine cells wrong',
    matrix,
    '[[0 1 -1], [1 0 0], [-1 0 0]]\n\n',
    { shape: 1, parse: 1, clrs: 7 / 9, exact: 0 },
  ],
  [
    'a digit that no mask has',
    matrix,
    '[[0 1 -1], [1 0 2], [-1 1 0]]\n\n',
    { shape: 1, parse: 0, clrs: 8 / 9, exact: 0 },
  ],
  ['a ragged row', matrix, '[[0 1 -1], [1 0], [-1 1 0]]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['a missing row', matrix, '[[0 1 -1], [1 0 1]]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['outputs averaged', twoOutputs, '[2 0 1], 0\n\n', { shape: 1, parse: 1, clrs: (2 / 3 + 0) / 2, exact: 0 }],
  ['one output missing', twoOutputs, '[2 0 2]\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['half of a pair', pair, '(0, 1) | (0, 1)\n\n', { shape: 1, parse: 1, clrs: 1 / 2, exact: 0 }],
  ['a pair without brackets', pair, '(0, 1) | 1, 1\n\n', { shape: 0, parse: 1, clrs: 0, exact: 0 }],
  ['the other bit', bit, '1\n\n', { shape: 1, parse: 1, clrs: 0, exact: 0 }],
  ['no bit', bit, '2\n\n', { shape: 1, parse: 0, clrs: 0, exact: 0 }],
])('%s', (_, [question, answer], prediction, scores) => {
  expect(textScores(question, answer, prediction)).toMatchObject(scores);
});

test('a malformed question or truth is an error that says where', () => {
  expect(() => textScores('bfs:\n', '', '')).toThrow(
    'The question is malformed at character 5: expected "s: "',
  );
  expect(() => textScores(list[0], '[3 3', '')).toThrow('The true answer "[3 3" is malformed.');
});
