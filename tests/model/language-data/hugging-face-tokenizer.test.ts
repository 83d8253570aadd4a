import { describe, expect, test } from 'vitest';
import { huggingFaceTokenizer } from '../../../lib/model/language-data/index.ts';

/**
 * A small `tokenizer.json` in the form of GPT-NeoX: byte-level BPE, two special tokens first, and runs of spaces as added
 * tokens that are matched before anything else. Bytes are written as GPT-2 does: a space as Ġ, a line end as Ċ.
 */
const bytes = [...'abcdefghijklmnopqrstuvwxyz0123456789.,:[]_|', 'Ġ', 'Ċ'];
const merges = ['Ċ Ċ', 'b f', 'bf s', 'Ġ 1', 'i n', 'm in', 'min i', 'mini m', 'u m', 'minim um'];
const pieces = ['<|endoftext|>', '<|padding|>', ...bytes, ...merges.map((merge) => merge.replace(' ', ''))];
const added = (id: number, content: string, special: boolean) => ({
  id,
  content,
  special,
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: !special,
});
const json = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [
    added(0, '<|endoftext|>', true),
    added(1, '<|padding|>', true),
    added(pieces.length, '    ', false),
    added(pieces.length + 1, '  ', false),
  ],
  normalizer: { type: 'NFC' },
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  post_processor: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  model: {
    type: 'BPE',
    dropout: null,
    unk_token: null,
    continuing_subword_prefix: null,
    end_of_word_suffix: null,
    fuse_unk: false,
    vocab: Object.fromEntries(pieces.map((piece, id) => [piece, id])),
    merges,
  },
};

describe('a tokenizer from tokenizer.json', () => {
  const tokenizer = huggingFaceTokenizer(json);
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
    expect(() => huggingFaceTokenizer(json, { pad: '<pad>' })).toThrow('no token "<pad>"');
  });
});
