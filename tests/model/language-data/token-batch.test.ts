/** Sequences as padded batches. */
import { describe, expect, test } from 'vitest';
import { charsTokenizer, namesTokenizer } from '../../../lib/dataset/text/index.ts';
import {
  type TokenBatchOptions,
  drawPositions,
  encodeExample,
  tokenBatch,
  windowsAt,
} from '../../../lib/model/language-data/index.ts';
import { keyed } from '../../../lib/random/index.ts';

const examples = [
  { tokens: Int32Array.of(5, 6, 7, 8), promptLength: 2 },
  { tokens: Int32Array.of(4, 3, 2), promptLength: 1 },
];
const options: TokenBatchOptions = {
  loss: 'answer',
  positions: { kind: 'sequential' },
  context: 3,
  pad: 9,
  random: keyed(0),
};

describe('a token batch', () => {
  test('predicts each token from those before it; the answer counts, padding does not', () => {
    const batch = tokenBatch(examples, options);
    expect([batch.size, batch.length]).toEqual([2, 3]);
    expect([...batch.tokens]).toEqual([5, 6, 7, 4, 3, 9]);
    expect([...batch.targets]).toEqual([6, 7, 8, 3, 2, 9]);
    expect([...batch.weights]).toEqual([0, 1, 1, 1, 1, 0]);
    expect([...batch.positions]).toEqual([0, 1, 2, 0, 1, 0]);
    expect([...batch.promptLengths]).toEqual([2, 1]);
    expect(batch.weight).toBe(4);
  });

  test('may count the whole text', () => {
    const { weights, weight } = tokenBatch(examples, { ...options, loss: 'text' });
    expect([...weights]).toEqual([1, 1, 1, 1, 1, 0]);
    expect(weight).toBe(5);
  });

  test('draws positions for each sequence', () => {
    const positions = { kind: 'randomised', maximum: 1000 } as const;
    const drawn = tokenBatch([examples[0], examples[0]], { ...options, positions, random: keyed(3) });
    const rows = [drawn.positions.subarray(0, 3), drawn.positions.subarray(3)];
    for (const row of rows) expect(row).toEqual(row.slice().sort());
    expect(rows[0]).not.toEqual(rows[1]);
  });

  test('leaves as much room behind the answer as decoding does', () => {
    const example = { tokens: new Int32Array(60), promptLength: 40 };
    const positions = { kind: 'randomised', maximum: 500 } as const;
    const drawn = (context: number, maximum = 500) =>
      tokenBatch([example], { ...options, context, positions: { ...positions, maximum }, random: keyed(5) })
        .positions;
    // An answer of 20 tokens has a budget of 32: 72 positions, of which 59 are used.
    const all = drawPositions(positions, 72, keyed(5));
    expect(drawn(200)).toEqual(all.subarray(0, 59));
    expect(drawn(65)).toEqual(drawPositions(positions, 65, keyed(5)).subarray(0, 59));
    expect(drawn(200, 60)).toEqual(
      drawPositions({ ...positions, maximum: 60 }, 60, keyed(5)).subarray(0, 59),
    );
    expect(() => drawn(200, 58)).toThrow('raise positions.maximum');
  });

  test('refuses a sequence longer than the context', () => {
    expect(() => tokenBatch(examples, { ...options, context: 2 })).toThrow('has 4 tokens, the context is 2');
  });
});

test('an example is encoded as decoding meets it: the question apart from the answer', () => {
  const merging = {
    ...charsTokenizer(),
    encode: (text: string) => [...text.matchAll(/ab|./g)].map(([word]) => word.length),
  };
  expect(encodeExample({ question: 'xa', answer: 'by' }, merging)).toEqual({
    tokens: Int32Array.of(1, 1, 1, 1),
    promptLength: 2,
  });
  const names = namesTokenizer();
  const sample = { question: 'minimum:\nkey: [0.5 0.2]\nmin:\n', answer: '1\n\n' };
  const { tokens, promptLength } = encodeExample(sample, names);
  expect(names.decode(tokens.subarray(0, promptLength))).toBe(sample.question);
  expect(names.decode(tokens.subarray(promptLength))).toBe(sample.answer);
});

test('windows of a text are pure functions of seed and step, and reach its every token', () => {
  const text = Int32Array.from({ length: 50 }, (_, i) => 3 * i);
  const windows = (step: number) => windowsAt(text, { length: 8, count: 40, seed: 1, step });
  expect(windows(4)).toEqual(windows(4));
  expect(windows(4)).not.toEqual(windows(5));
  const seen = new Set<number>();
  for (let step = 0; step < 20; step++) {
    for (const { tokens, promptLength } of windows(step)) {
      expect(promptLength).toBe(1);
      tokens.forEach((token, i) => {
        expect(token).toBe(tokens[0] + 3 * i);
        seen.add(token);
      });
    }
  }
  expect(seen.size).toBe(50);
  expect(() => windowsAt(text, { length: 51, count: 1, seed: 0, step: 0 })).toThrow('no window of 51');
});
