import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { algorithm, algorithms, formatSample, parseQuestion, sampleAt } from '../../../lib/dataset/index.ts';
import { textLayout } from '../../../lib/dataset/text/layout.ts';
import {
  deviations,
  receivedAnswer,
  receivedQuestion,
  receivedTruth,
} from '../../../lib/dataset/text/received.ts';

const layoutOf = (name: string, hints = false) => textLayout(algorithm(name), hints);

describe.each(Object.keys(algorithms))('%s', (name) => {
  test('a text to the letter stays as it is, however wrong it is', () => {
    const size = fc.integer({ min: algorithm(name).minimumSize, max: 10 });
    fc.assert(
      fc.property(
        size,
        fc.nat(999),
        fc.boolean(),
        fc.constantFrom(0, 3),
        (n, index, hints, truncateDecimals) => {
          const sample = sampleAt(name, n, 4, index, { truncateDecimals });
          const other = sampleAt(name, n + 1, 4, index, { truncateDecimals });
          for (const each of [sample, other]) {
            const { question, answer } = formatSample(each, { hints });
            expect(receivedAnswer(layoutOf(name, hints), answer)).toEqual({ text: answer, deviations: [] });
            expect([receivedQuestion(question), receivedTruth(answer)]).toEqual([question, answer]);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test('whatever tools do to it, what it says comes through', () => {
    const { question, answer } = formatSample(sampleAt(name, Math.max(6, algorithm(name).minimumSize), 4, 0));
    const bare = answer.trimEnd();
    const layout = layoutOf(name);
    const changed: [string, string[]][] = [
      [bare, ['no-blank-line']],
      [`${bare}\n`, ['no-blank-line']],
      [`${bare}\n\n\n`, ['no-blank-line']],
      [` ${answer}`, ['space-before']],
      [`\n${answer}`, ['space-before']],
      [answer.replaceAll('\n', '\r\n'), ['line-ends']],
      [`\uFEFF${answer}`, ['line-ends']],
      ['```\n' + answer + '```', ['fence']],
      ['Here it is:\n```text\n' + bare + '\n```\nAs you asked.', ['fence', 'no-blank-line']],
      [`The answer is: ${answer}`, ['lead-in']],
      [`First I look at 3 nodes: [1 2]. So the answer is\n${answer}`, ['lead-in']],
      [`**Answer:** \`${bare}\`.`, ['markup', 'lead-in', 'text-after']],
      [`$\\boxed{${bare}}$`, ['markup', 'no-blank-line']],
      [`<think>\nMaybe 1.\n</think>\n\n${answer}`, ['lead-in', 'space-before']],
      [`${layout.heading}\n${answer}`, ['lead-in']],
      [`${answer}bfs:\ns: 0, A: [[1]]`, ['text-after']],
      [`${answer}${question}[7 7]\n\n`, ['text-after']],
      [`${bare} because of the graph, see [1 2].`, ['text-after']],
      [`${bare} (found in 7 steps)`, ['text-after']],
      [`${bare}</s>`, ['end-token', 'no-blank-line']],
      [`${bare}<|endoftext|>Next 1 2`, ['end-token', 'no-blank-line']],
      [`<s> ${bare}<|im_end|>\n`, ['end-token', 'space-before', 'no-blank-line']],
    ];
    for (const [text, found] of changed) {
      const received = receivedAnswer(layout, text);
      expect(received, JSON.stringify(text)).toEqual({ text: answer, deviations: found });
    }
  });
});

test.each([
  ['bfs', '[0, 1, 2]\n\n', '[0 1 2]\n\n', ['separators']],
  ['bfs', '[0,1,2]\n\n', '[0 1 2]\n\n', ['separators']],
  ['bfs', '[ 0  1 2 ]\n\n', '[0 1 2]\n\n', ['separators']],
  ['bfs', '[0. 1. 2.]\n\n', '[0 1 2]\n\n', ['numbers']],
  ['bfs', '[0.0 1.0 2.00]\n\n', '[0 1 2]\n\n', ['numbers']],
  ['bfs', '[0.05 1.5 2.001]\n\n', '[0.05 1.5 2.001]\n\n', []],
  ['bfs', 'pi = [0 1 2]', '[0 1 2]\n\n', ['lead-in', 'no-blank-line']],
  ['minimum', '3.0', '3\n\n', ['numbers', 'no-blank-line']],
  ['minimum', 'The smallest key is 0.1, so the min is 3, that is all.', '3\n\n', ['lead-in', 'text-after']],
  ['quicksort', '[0.5 1. 2.]\n\n', '[0.5 1.0 2.0]\n\n', ['numbers']],
  ['quicksort', '[5.e-05, 0.5]\n\n', '[5.0e-05 0.5]\n\n', ['separators', 'numbers']],
  ['bridges', '[[0 1]\n [1 0]]\n\n', '[[0 1], [1 0]]\n\n', ['separators']],
  ['bridges', '[[0,1],[1,0]]\n\n', '[[0 1], [1 0]]\n\n', ['separators']],
  ['topological_sort', '[1,1],0\n\n', '[1 1], 0\n\n', ['separators']],
  ['bfs', 'array([0, 1, 2])', '[0 1 2]\n\n', ['array', 'separators', 'no-blank-line']],
  ['bfs', 'np.array([0 1 2], dtype=int32)\n\n', '[0 1 2]\n\n', ['array']],
  ['bridges', 'array([[0, 1],\n       [1, 0]])\n\n', '[[0 1], [1 0]]\n\n', ['array', 'separators']],
  ['bfs', '{"pi": [0,1,2]}\n\n', '[0 1 2]\n\n', ['object', 'separators']],
  [
    'bfs',
    "The answer is {'pi': array([0 1 2])}.\n\n",
    '[0 1 2]\n\n',
    ['array', 'object', 'lead-in', 'text-after'],
  ],
  ['topological_sort', '{"topo_head": 0, "topo": [1 1]}\n\n', '[1 1], 0\n\n', ['object']],
  ['minimum', '{\n  "min": 3\n}\n\n', '3\n\n', ['object']],
  // What an answer says is not mended.
  ['bfs', '{"d": [0 1 2]}\n\n', '{"d": [0 1 2]}\n\n', []],
  ['topological_sort', '{"topo": [1 1]}\n\n', '{"topo": [1 1]}\n\n', []],
  ['bfs', 'array([0 1 2\n\n', 'array([0 1 2\n\n', []],
  ['bfs', '[0 1 2\n\n', '[0 1 2\n\n', []],
  ['bfs', '[0 x 2]\n\n', '[0 x 2]\n\n', []],
  ['bfs', '0 1 2\n\n', '0 1 2\n\n', []],
  ['minimum', 'three\n\n', 'three\n\n', []],
  ['minimum', '[3]\n\n', '[3]\n\n', []],
])('%s: %j is read as %j', (name, text, read, found) => {
  expect(receivedAnswer(layoutOf(name), text)).toEqual({ text: read, deviations: found });
});

test('a trace keeps its separators', () => {
  const layout = layoutOf('binary_search', true);
  const received = receivedAnswer(layout, 'trace | (low, high):\n(0,1),(1,1) | (1,1)');
  expect(received).toEqual({
    text: '(0, 1), (1, 1) | (1, 1)\n\n',
    deviations: ['lead-in', 'separators', 'no-blank-line'],
  });
});

test('a question is read with a mark, line ends of Windows or none at its end', () => {
  const { question } = formatSample(sampleAt('bfs', 5, 1, 0));
  for (const text of [
    question.trimEnd(),
    `\uFEFF${question}`,
    question.replaceAll('\n', '\r\n'),
    ` ${question}\n\n`,
  ]) {
    expect(parseQuestion(receivedQuestion(text)).ok).toBe(true);
    expect(receivedQuestion(text)).toBe(question);
  }
});

// Where time grew with the square of the length, these would take minutes.
test('any text is read, long ones too', () => {
  const layout = layoutOf('topological_sort', true);
  const text = fc.string({
    unit: fc.constantFrom(
      ...'[](),|. \n\r013-e`*<>/s}{\\$',
      'answer',
      'is',
      '</s>',
      '```',
      '{"topo": ',
      'array(',
    ),
  });
  fc.assert(
    fc.property(text, (any) => {
      expect(receivedAnswer(layout, any).text).toMatch(/\n\n$/);
    }),
    { numRuns: 2000 },
  );
  const pieces = [
    ' ',
    ',',
    '.',
    '0',
    '[',
    ']',
    '\n',
    '```',
    'answer is ',
    '<|',
    '<',
    '$',
    '\\boxed{',
    '1.',
    'e',
    '(',
    ' a',
    '</think>',
    'array([',
    '{"topo":',
    '{',
  ];
  for (const piece of pieces) {
    const long = piece.repeat(200_000 / piece.length);
    expect(receivedAnswer(layout, `${long}x`).text).not.toBe('');
    expect(receivedAnswer(layout, `[${long}1`).text).not.toBe('');
  }
});

test('every deviation is told of', () => {
  for (const { says } of Object.values(deviations)) expect(says).not.toBe('');
});
