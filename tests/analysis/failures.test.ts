import { expect, test } from 'vitest';
import { answerKind, answerKinds, countKinds, examples } from '../../lib/analysis/index.ts';
import { said, searches } from './answers.ts';

test('each answer is of one kind', () => {
  expect(searches.map(answerKind)).toEqual([
    'right',
    'wrong values',
    'wrong values',
    'too short',
    'too long',
    'unparsable',
    'unparsable',
    'never ended',
  ]);
});

test.each([
  ['[[0 1], [0 1]]', 'right'],
  ['[[0 1], [0 0]]', 'wrong values'],
  ['[[0 1], [0]]', 'not rectangular'],
  ['[[0 1 1], [0 1]]', 'not rectangular'],
  ['[[0 1 0 1]]', 'not rectangular'],
  ['[[0 1]]', 'too short'],
  ['[[0 1], [0 1], [0 1]]', 'too long'],
  ['[0 1]', 'unparsable'],
] as const)('the matrix %s is %s', (prediction, kind) => {
  expect(answerKind(said({ algorithm: 'floyd_warshall', answer: '[[0 1], [0 1]]', prediction }))).toBe(kind);
});

test('another notation of the same number is right', () => {
  expect(answerKind(said({ algorithm: 'insertion_sort', answer: '[0.5]', prediction: '[0.50]' }))).toBe(
    'right',
  );
});

test('kinds are counted by algorithm and size, those without an answer too', () => {
  const other = said({ algorithm: 'bfs', size: 5, answer: '[0]', prediction: '[0]' });
  const minimum = said({ algorithm: 'minimum', answer: '1', prediction: '2' });
  const counts = countKinds([minimum, other, ...searches]);
  expect(counts).toHaveLength(3 * answerKinds.length);
  expect(counts.map(({ count }) => count)).toEqual([
    ...[1, 2, 1, 1, 0, 2, 1],
    ...[1, 0, 0, 0, 0, 0, 0],
    ...[0, 1, 0, 0, 0, 0, 0],
  ]);
  expect(counts[1]).toEqual({
    algorithm: 'bfs',
    size: 4,
    kind: 'wrong values',
    count: 2,
    share: 0.25,
    answers: 8,
  });
  expect(counts[7]).toMatchObject({ size: 5, share: 1, answers: 1 });
  expect(counts.at(-1)?.algorithm).toBe('minimum');
});

test('examples are failures, the worst first, with what they are about', () => {
  // Of the shares 3/4 and 2/4 at 1 and 2, and of 3/4 at 6, where one element is illegal.
  expect(examples(searches).map(({ index }) => index)).toEqual([3, 4, 5, 7, 2, 1, 6]);
  const [example] = examples(searches, { kinds: ['too short'] });
  expect(example).toMatchObject({
    algorithm: 'bfs',
    size: 4,
    index: 3,
    kind: 'too short',
    question: searches[3].question,
    truth: '[0 0 1 2]\n\n',
    prediction: '[0 0 1]\n\n',
    clrs: 0,
    shape: 0,
    parse: 1,
    exact: 0,
  });
  expect(examples(searches, { kinds: ['right'] })).toHaveLength(1);
  expect(examples(searches, { sizes: [5] })).toEqual([]);
  expect(examples(searches, { algorithms: ['minimum'] })).toEqual([]);
  expect(examples(searches, { algorithms: ['bfs'], sizes: [4, 5] })).toHaveLength(7);
});
