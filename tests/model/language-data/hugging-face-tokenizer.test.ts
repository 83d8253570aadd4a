/** Tokenizers from tokenizer.json. */
import { describe, expect, test } from 'vitest';
import { huggingFaceTokenizer } from '../../../lib/model/language-data/index.ts';
import { tokenizerJson, tokenizerPieces as pieces } from '../../support/gpt-neox.ts';

describe('a tokenizer from tokenizer.json', () => {
  const tokenizer = huggingFaceTokenizer(tokenizerJson);
  const idsOf = (...tokens: string[]) => tokens.map((token) => pieces.indexOf(token));

  test('merges as the file says', () => {
    expect(tokenizer.encode('bfs:\n\n')).toEqual(idsOf('bfs', ':', 'ĊĊ'));
    expect(tokenizer.encode('minimum 12')).toEqual(idsOf('minimum', 'Ġ1', '2'));
  });

  test('knows its size, its padding, and the added runs of spaces', () => {
    expect(tokenizer.size).toBe(pieces.length + 2);
    expect(tokenizer.pad).toBe(1);
    expect(tokenizer.encode('a    b')).toEqual([...idsOf('a'), pieces.length, ...idsOf('b')]);
  });

  test.each(['minimum:\nkey: [0.5 0.25], x: 3\nmin:\n', '1 , 2 . a  b    c\n\n', ' [ ] | _'])(
    'decodes what it encoded, spaces included: %j',
    (text) => {
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    },
  );

  test('shows no padding', () => {
    expect(tokenizer.decode([...tokenizer.encode('a b'), 1, 1])).toBe('a b');
  });

  test('needs the padding token', () => {
    expect(() => huggingFaceTokenizer(tokenizerJson, { pad: '<pad>' })).toThrow('no token "<pad>"');
  });
});
