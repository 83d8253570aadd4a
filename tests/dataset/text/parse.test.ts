import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Feature,
  type Trajectory,
  algorithm,
  algorithms,
  sampleAt,
} from '../../../lib/dataset/index.ts';
import {
  type ParsedQuestion,
  type TextValues,
  formatSample,
  parseAnswer,
  parseQuestion,
  retrace,
} from '../../../lib/dataset/text/index.ts';

const names = Object.keys(algorithms);

/** Any sample of an algorithm: sizes from its minimum to 14, truncated or not, with hints or without. */
const sampleOf = (name: string) =>
  fc
    .record({
      size: fc.integer({ min: algorithm(name).minimumSize, max: 14 }),
      index: fc.nat(10_000),
      truncateDecimals: fc.constantFrom(0, 2, 3, 4, 8),
      hints: fc.boolean(),
    })
    .map(({ size, index, truncateDecimals, hints }) => {
      const trajectory = sampleAt(name, size, 5, index, { truncateDecimals });
      return { trajectory, hints, truncateDecimals, ...formatSample(trajectory, { hints }) };
    });

const anySample = fc.constantFrom(...names).chain(sampleOf);

describe.each(names)('%s', (name) => {
  test('a question gives its inputs, its arguments and so its whole trajectory back', () => {
    fc.assert(
      fc.property(sampleOf(name), ({ trajectory, question, hints, truncateDecimals }) => {
        const parsed = questionOf(question);
        const { inputs } = parsed;
        expect(parsed.algorithm).toBe(name);
        expect(parsed.nodes).toBe(trajectory.nodes);
        expect(parsed.hints).toBe(hints && algorithm(name).text.trace !== null);
        expect(parsed.decimals).toBeLessThanOrEqual(truncateDecimals || Infinity);
        expect(Object.keys(inputs)).toEqual(
          Object.keys(trajectory.inputs).filter((probe) => probe !== 'pos' && probe !== 'adj'),
        );
        for (const [probe, value] of Object.entries(inputs)) {
          expect(flat(value)).toEqual(compact(trajectory.inputs[probe], trajectory));
        }
        // Faster than `toEqual` by far on so many numbers.
        expect(isDeepStrictEqual(algorithm(name).trace(parsed.arguments), trajectory)).toBe(true);
        expect(isDeepStrictEqual(retrace(parsed), trajectory)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('an answer gives its values and its trace back', () => {
    fc.assert(
      fc.property(sampleOf(name), ({ trajectory, question, answer }) => {
        const { length, outputs, hints } = trajectory;
        const parsed = questionOf(question);
        const { values, trace } = answerOf(parsed, answer);
        for (const [probe, value] of Object.entries(values)) {
          const truth = outputs[probe] ?? atStep(hints[probe], length - 1);
          expect(flat(value)).toEqual(compact(truth, trajectory));
        }
        expect(trace).toHaveLength(parsed.hints ? Math.max(0, length - 2) : 0);
        [...(parsed.hints ? [parsed.initialTrace] : []), ...trace].forEach((step, t) => {
          for (const [probe, value] of Object.entries(step))
            expectStep(value, atStep(hints[probe], t), trajectory);
        });
      }),
      { numRuns: 20 },
    );
  });
});

test('arbitrary text is never an exception', () => {
  const question = questionOf(formatSample(sampleAt(names[0], 5, 1, 0)).question);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.string({ unit: fc.constantFrom(...'[]() ,:|\n-.0123456789e', ...names, 'A', 's', 'key', 'trace') }),
  );
  fc.assert(
    fc.property(text, (bytes) => {
      expectVerdict(parseQuestion(bytes), bytes);
      expectVerdict(parseAnswer(question, bytes), bytes);
    }),
    { numRuns: 2000 },
  );
});

test('an integer has no negative zero', () => {
  const text = 'bfs:\ns: 0, A: [[-0 1], [1 0]]\npi:\n';
  expect(parseQuestion(text)).toMatchObject({ ok: false, at: text.indexOf('-0') });
});

test('a damaged question or answer is read or refused, never an exception', () => {
  const damage = fc.record({
    from: fc.nat(),
    remove: fc.nat(3),
    insert: fc.string({ unit: fc.constantFrom(...'[](),:| \n-.0123456789exA'), maxLength: 3 }),
  });
  const damaged = (
    text: string,
    { from, remove, insert }: { from: number; remove: number; insert: string },
  ) => {
    const start = from % text.length;
    return text.slice(0, start) + insert + text.slice(start + remove);
  };
  fc.assert(
    fc.property(anySample, damage, ({ question, answer }, change) => {
      const [hurt, wrong] = [damaged(question, change), damaged(answer, change)];
      const parsed = parseQuestion(hurt);
      expectVerdict(parsed, hurt);
      expectVerdict(parseAnswer(questionOf(question), wrong), wrong);
      // What is read means what it says: written again, it reads the same.
      if (parsed.ok) expectSameAgain(parsed);
    }),
    { numRuns: 1500 },
  );
});

test.each([
  ['', 'expected the name of an algorithm, found no text', 0],
  [' \n', 'expected the name of an algorithm, found no text', 0],
  ['bogosort:\n', 'expected the name of an algorithm, found "bogosort:\\n"', 0],
  ['constructor:\n', 'expected the name of an algorithm, found "constructor:\\n"', 0],
  ['minimum:\nkey: [0.5 0.x]\nmin:\n', 'expected "]", found ".x]\\nmin:\\n"', 20],
  ['minimum:\nkey: [0.5]\nmin:\n', 'a problem needs at least 2 nodes', 9],
  ['minimum:\nkey: [0.5 1e-400 123456789012345678.0]\nmin:\n', 'a number has to be below 1e16 in size', 26],
  ['minimum:\nkey: [0.5 0.25]\nmin:\n ', 'expected the end of the text, found " "', 30],
  ['minimum:\nkey: [0.5 0.25]\nmin:', 'expected "\\nmin:\\n", found "\\nmin:"', 24],
  ['minimum:\nkey: [0.5 0.25], initial_trace: 2\ntrace | min:\n', 'min holds nodes 0..1, found 2', 41],
  ['bfs:\ns: 2, A: [[0 1], [1 0]]\npi:\n', 's holds nodes 0..1', 8],
  ['bfs:\ns: 0, A: [[0 1], [1 0 0]]\npi:\n', 'row 1 of A has 3 values; the graph has 2 nodes', 22],
  ['bfs:\ns: 0, A: [[0 1]]\npi:\n', 'A has 1 rows; the graph has 2 nodes', 14],
  ['bfs:\ns: 0, A: [[0 -1], [1 0]]\npi:\n', 'A holds weights of at least 0, found -1', 18],
  ['bfs:\ns: 0, A: [[0 0.5], [1 0]]\npi:\n', 'expected "]", found ".5], [1 0]]\\n"', 19],
  ['naive_string_matcher:\nstring: [0 0], key: [0 1]\nmatch:\n', 'string needs zeros first, then ones', 30],
  ['naive_string_matcher:\nstring: [0 1], key: [0 4]\nmatch:\n', 'key holds classes 0..3, found 4', 45],
])('%j is refused: %s', (text, problem, at) => {
  expect(parseQuestion(text)).toEqual({ ok: false, problem, at });
});

test.each([
  ['[0 0 1]\n\n', 'pi has 3 values; the graph has 2 nodes', 0],
  ['[0 2]\n\n', 'pi holds nodes 0..1, found 2', 3],
  ['[0 0]\n', 'expected "\\n\\n", found "\\n"', 5],
  ['[0  0]\n\n', 'expected a whole number, found " 0]\\n\\n"', 3],
  ['[0 1234567890]\n\n', 'a whole number has at most nine digits', 3],
  ['[0 0]\n\nbfs', 'expected the end of the text, found "bfs"', 7],
])('the answer %j is refused: %s', (text, problem, at) => {
  const question = questionOf('bfs:\ns: 0, A: [[0 1], [1 0]]\npi:\n');
  expect(parseAnswer(question, text)).toEqual({ ok: false, problem, at });
});

function questionOf(text: string): ParsedQuestion {
  const parsed = parseQuestion(text);
  if (!parsed.ok) throw new Error(`${parsed.problem} at ${parsed.at} of ${text}`);
  return parsed;
}

function answerOf(question: ParsedQuestion, text: string) {
  const parsed = parseAnswer(question, text);
  if (!parsed.ok) throw new Error(`${parsed.problem} at ${parsed.at} of ${text}`);
  return parsed;
}

function expectVerdict(
  parsed: { ok: true } | { ok: false; problem: string; at: number },
  text: string,
): void {
  if (parsed.ok) return;
  expect(parsed.problem).not.toBe('');
  expect(parsed.at >= 0 && parsed.at <= text.length).toBe(true);
}

/** Retracing may refuse inputs that no arguments give, with a message; otherwise the inputs come out as read. */
function expectSameAgain(parsed: ParsedQuestion): void {
  let again: Trajectory;
  try {
    again = retrace(parsed);
  } catch (error) {
    return expect((error as Error).message).toMatch(/\w+ /);
  }
  expect(questionOf(formatSample(again).question).inputs).toEqual(parsed.inputs);
}

const flat = (value: TextValues[string]) => (typeof value === 'number' ? [value] : [...value]);

function atStep(hint: Feature, step: number): Feature {
  const [steps, ...shape] = hint.shape;
  const width = hint.data.length / steps;
  return { ...hint, shape, data: hint.data.subarray(step * width, (step + 1) * width) };
}

/** The compact form of a value: sorted keys for a permutation, since every sort ends sorted. */
function compact({ type, classes, data }: Feature, { inputs }: Trajectory): number[] {
  if (type === 'mask_one') return [data.indexOf(1)];
  if (type === 'should_be_permutation') return [...inputs['key'].data].sort((a, b) => a - b);
  if (type !== 'categorical') return [...data];
  return Array.from({ length: data.length / classes }, (_, i) => {
    const row = data.subarray(i * classes, (i + 1) * classes);
    return row.includes(-1) ? -1 : row.indexOf(1);
  });
}

/** A step of a trace: keys in chain order where a pointer hint shows as a permutation, else the compact form. */
function expectStep(value: TextValues[string], hint: Feature, trajectory: Trajectory): void {
  const sorts = Object.values(trajectory.outputs).some(({ type }) => type === 'should_be_permutation');
  if (!sorts) return expect(flat(value)).toEqual(compact(hint, trajectory));
  const keys = [...trajectory.inputs['key'].data];
  const order = flat(value);
  expect([...order].sort()).toEqual([...keys].sort());
  const pointers = [...hint.data];
  let node = pointers.findIndex((target, i) => target === i);
  for (const key of order) {
    expect(key).toBe(keys[node]);
    node = pointers.findIndex((target, i) => target === node && i !== node);
  }
}
