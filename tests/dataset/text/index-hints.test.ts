import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  algorithm,
  algorithmNames,
  charsTokenizer,
  formatSample,
  namesTokenizer,
  parseAnswer,
  parseQuestion,
  piecesWithoutIndexHints,
  sampleAt,
  textLayout,
  withIndexHints,
  withoutIndexHints,
} from '../../../lib/dataset/index.ts';

const sampleOf = (name: string) =>
  fc
    .record({
      size: fc.integer({ min: algorithm(name).minimumSize, max: 16 }),
      index: fc.nat(10_000),
      truncateDecimals: fc.constantFrom(0, 3),
      hints: fc.boolean(),
    })
    .map(({ size, index, truncateDecimals, hints }) => {
      const trajectory = sampleAt(name, size, 3, index, { truncateDecimals });
      return { trajectory, hints, plain: formatSample(trajectory, { hints }) };
    });

describe.each(algorithmNames)('%s', (name) => {
  test('hints put into question and answer come out again, and nothing else', () => {
    fc.assert(
      fc.property(sampleOf(name), ({ trajectory, hints, plain }) => {
        const hinted = formatSample(trajectory, { hints, indexHints: true });
        const parsed = parseQuestion(withoutIndexHints(hinted.question));
        expect(parsed).toEqual(parseQuestion(plain.question));
        if (!parsed.ok) throw new Error(parsed.problem);
        const answer = parseAnswer(parsed, withoutIndexHints(hinted.answer));
        expect(answer.ok).toBe(true);
        expect(answer).toEqual(parseAnswer(parsed, plain.answer));
        for (const part of ['question', 'answer'] as const) {
          expect(withoutIndexHints(hinted[part])).toBe(plain[part]);
          expect(withoutIndexHints(plain[part])).toBe(plain[part]);
        }
      }),
      { numRuns: 15 },
    );
  });

  test('nodes called by other names are the same nodes, in lists, matrices and answers', () => {
    const trajectory = sampleAt(name, 12, 3, 0, { truncateDecimals: 3 });
    const { nodes } = trajectory;
    const called = Array.from({ length: nodes }, (_, i) => 100 + 7 * i);
    const layout = textLayout(algorithm(name), true);
    const [plain, labelled] = [undefined, called].map((labels) =>
      formatSample(trajectory, { hints: true, indexHints: true, labels }),
    );
    const known = [...layout.inputs, ...layout.trace, ...layout.outputs];
    const namesNodes = known.some(
      ({ shape, type }) => shape !== 'number' || ['mask_one', 'pointer'].includes(type),
    );
    expect(labelled.question !== plain.question).toBe(namesNodes);
    for (const part of ['question', 'answer'] as const) {
      // No other number of these texts is an integer that large.
      const back = labelled[part].replace(/(?<![.\d])\d{3,}(?!\.)/g, (label) =>
        String(called.indexOf(Number(label))),
      );
      expect(back).toBe(plain[part]);
      for (const index of markers(labelled[part])) expect(called).toContain(index);
    }
  });

  test('every element of every list and matrix has its index, in order, and numbers have none', () => {
    const trajectory = sampleAt(name, 12, 3, 0, { truncateDecimals: 3 });
    const { nodes } = trajectory;
    const layout = textLayout(algorithm(name), false);
    const count = { number: 0, list: nodes, matrix: nodes + nodes * nodes };
    const expected = (fields: typeof layout.inputs) =>
      fields.reduce((sum, { shape }) => sum + count[shape], 0);
    const { question, answer } = formatSample(trajectory, { indexHints: true });
    expect(markers(question)).toHaveLength(expected(layout.inputs));
    expect(markers(answer)).toHaveLength(expected(layout.outputs));
    for (const [, row] of `${question}${answer}`.matchAll(/\[([^[\]]+)\]/g)) {
      expect(markers(`[${row}`)).toEqual(row.split(' ').map((_, i) => i));
    }
    for (const tokenizer of [namesTokenizer(), charsTokenizer()]) {
      expect(tokenizer.decode(tokenizer.encode(question))).toBe(question);
    }
  });
});

const markers = (text: string) =>
  [...text.matchAll(/[[ ](\d+):(?=[-\d[])/g)].map(([, index]) => Number(index));

test('an answer names nodes as the question does', () => {
  const trajectory = sampleAt('minimum', 3, 0, 0, { truncateDecimals: 1 });
  const { question, answer } = formatSample(trajectory, { indexHints: true, labels: [4, 17, 30] });
  const keys = Array.from(trajectory.inputs['key'].data);
  const [, first, second, third] = /^minimum:\nkey: \[4:(\S+) 17:(\S+) 30:(\S+)\]\nmin:\n$/.exec(question)!;
  expect([first, second, third].map(Number)).toEqual(keys);
  expect(answer).toBe(`${[4, 17, 30][keys.indexOf(Math.min(...keys))]}\n\n`);
});

test.each([
  ['[0.5 -0.25]', '[0:0.5 1:-0.25]'],
  ['[[0 1], [-1 0]]', '[0:[0:0 1:1], 1:[0:-1 1:0]]'],
  ['3', '3'],
  ['([1 0], 2), ([0 1], 0)', '([0:1 1:0], 2), ([0:0 1:1], 0)'],
  ['[[0 1], [1 0]], [[1 1], [0 0]]', '[0:[0:0 1:1], 1:[0:1 1:0]], [0:[0:1 1:1], 1:[0:0 1:0]]'],
])('%j with hints is %j', (plain, hinted) => {
  expect(withIndexHints(plain)).toBe(hinted);
  expect(withoutIndexHints(hinted)).toBe(plain);
});

test('pieces of a text say of it what is left without hints, however it is cut', () => {
  expect(piecesWithoutIndexHints(['[', '1', '0', ':', '0.5', ' 1', '1:-', '2]'])).toEqual([
    '[',
    '',
    '',
    '',
    '0.5',
    ' ',
    '-',
    '2]',
  ]);
  const unit = fc.constantFrom(...'[]() ,:-.0123456789\n', 'bfs');
  fc.assert(
    fc.property(fc.array(fc.string({ unit })), (pieces) => {
      const plain = piecesWithoutIndexHints(pieces);
      expect(plain).toHaveLength(pieces.length);
      expect(plain.join('')).toBe(withoutIndexHints(pieces.join('')));
    }),
  );
});

test('any text is stripped without an exception; what is not a hint before an element stays', () => {
  const unit = fc.constantFrom(...'[]() ,:-.0123456789\n', 'bfs', 'key');
  fc.assert(
    fc.property(fc.string({ unit }), (text) => {
      const bare = withoutIndexHints(text);
      expect(bare.length).toBeLessThanOrEqual(text.length);
      expect(bare.replace(/[\d:]/g, '')).toBe(text.replace(/[\d:]/g, ''));
    }),
  );
  expect(withoutIndexHints('[7:0.5 7:0.25]')).toBe('[0.5 0.25]'); // elements count by their order
  expect(withoutIndexHints('[0: 1]')).toBe('[0: 1]');
  expect(withoutIndexHints('s: 0, A: [[0 1]]\npi:\n')).toBe('s: 0, A: [[0 1]]\npi:\n');
});
