import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { charsTokenizer, indicesTokenizer, namesTokenizer } from '../../../lib/dataset/text/index.ts';

const printable = fc.string({
  unit: fc.constantFrom(...' \nabcXYZ_019.,:|[]()-', 'bfs', 'minimum', 'trace', 'key', '12', ' 10:'),
});

describe.each([
  ['names', namesTokenizer],
  ['chars', charsTokenizer],
  ['indices', indicesTokenizer],
])('%s', (_, make) => {
  const tokenizer = make();

  test('decoding gives the text back, with ids in range and never the pad', () => {
    fc.assert(
      fc.property(printable, (text) => {
        const ids = tokenizer.encode(text);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(ids.every((id) => id !== tokenizer.pad && id >= 0 && id < tokenizer.size)).toBe(true);
      }),
    );
  });

  test('padding decodes to nothing', () => {
    const ids = tokenizer.encode('bfs:\n');
    expect(tokenizer.decode(Int32Array.from([...ids, tokenizer.pad, tokenizer.pad]))).toBe('bfs:\n');
  });

  test('an unknown character is named with its place', () => {
    expect(() => tokenizer.encode('A: [é]')).toThrow(/"é" \(U\+00E9\) at character 4/);
    expect(() => tokenizer.encode('😀')).toThrow(/U\+1F600/);
  });

  test('an unknown character is one token where that is allowed', () => {
    const lenient = make({ allowUnknown: true });
    expect(lenient.encode('a😀é')).toEqual([...lenient.encode('a'), lenient.unknown, lenient.unknown]);
    expect(lenient.decode(lenient.encode('a😀'))).toBe('a\uFFFD');
    expect(lenient.size).toBe(tokenizer.size + 1);
  });

  test('an id outside the vocabulary is refused', () => {
    expect(() => tokenizer.decode([tokenizer.size])).toThrow(RangeError);
    expect(() => tokenizer.decode([-1])).toThrow(RangeError);
  });
});

test('names are one token where they stand alone, characters elsewhere', () => {
  const tokenizer = namesTokenizer();
  expect(tokenizer.encode('insertion_sort:\nkey: [0.5], initial_trace: [0.5]\ntrace | pred:\n')).toHaveLength(
    29,
  );
  expect(tokenizer.encode('naive_string_matcher')).toHaveLength(1);
  expect(tokenizer.encode('minimums')).toHaveLength(8);
  expect(tokenizer.encode('key')).toHaveLength(1);
  expect(tokenizer.encode('keys')).toHaveLength(4);
});

test('indices are one token where they are no part of a decimal, characters elsewhere', () => {
  const [tokenizer, names] = [indicesTokenizer(), namesTokenizer()];
  expect(tokenizer.encode('12')).toHaveLength(1);
  expect(tokenizer.encode('[9:0.12 10:1.734 11:-0.5]')).toHaveLength(
    names.encode('[9:0.12 10:1.734 11:-0.5]').length - 2,
  );
  expect(tokenizer.encode('1, 14\n')).toHaveLength(5);
  for (const text of ['0.12', '12.5', '-1.10', '100', '12.', '3']) {
    expect(tokenizer.encode(text), text).toEqual(names.encode(text));
  }
});

test('characters are one token each', () => {
  expect(charsTokenizer().encode('minimum:\n')).toHaveLength(9);
});
