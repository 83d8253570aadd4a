/** Text as token ids: one character a token, or whole names besides. */
import { characters, indices, names } from './vocabulary.ts';

/** Text to ids in 0..size-1 and back; `decode(encode(text))` is `text`. */
export interface Tokenizer {
  /** Number of different ids. */
  readonly size: number;
  /** Fills a batch where its texts have ended; stands for no text and decodes to none. */
  readonly pad: number;
  /** What a character outside the vocabulary becomes; without it `encode` throws. */
  readonly unknown?: number;
  encode(text: string): number[];
  /** Throws for an id outside 0..size-1. */
  decode(ids: ArrayLike<number>): string;
}

/** How a tokenizer takes what it has no token for. */
export interface TokenizerOptions {
  /** Encode characters outside the vocabulary as one token, shown as U+FFFD, instead of throwing. */
  readonly allowUnknown?: boolean;
}

/** What could be a token: names, none of which is inside a longer word, and whole numbers, none of which is part of a decimal. */
const wordPattern = /[A-Za-z_]{2,}|(?<![\d.])\d{2,}(?![\d.])|[^]/gu;

/** Every character is a token. */
export function charsTokenizer(options: TokenizerOptions = {}): Tokenizer {
  return tokenizerOf(characters, options);
}

/**
 * The default: names of CLRS-30's algorithms and fields are one token each, everything else one token a character. That
 * is what the paper's token counts suggest (its Table 1 fits words for names and characters for numbers and punctuation).
 */
export function namesTokenizer(options: TokenizerOptions = {}): Tokenizer {
  return tokenizerOf([...characters, ...names], options);
}

/**
 * Names, and every index below 100 one token as well, so that no index is like another because they share a digit. Decimals
 * are spelt by their characters, which one-digit indices are among.
 */
export function indicesTokenizer(options: TokenizerOptions = {}): Tokenizer {
  return tokenizerOf([...characters, ...names, ...indices], options);
}

function tokenizerOf(vocabulary: readonly string[], { allowUnknown = false }: TokenizerOptions): Tokenizer {
  const tokens = ['', ...(allowUnknown ? ['\uFFFD'] : []), ...vocabulary];
  const unknown = allowUnknown ? 1 : undefined;
  const ids = new Map(tokens.map((token, id) => [token, id]));
  const encodeCharacter = (character: string, text: string) => {
    const id = ids.get(character) ?? unknown;
    if (id !== undefined) return id;
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    throw new Error(
      `The tokenizer has no token for ${JSON.stringify(character)} (U+${code}) at character ${text.indexOf(character)}; ` +
        'it knows line ends and printable ASCII.',
    );
  };
  return {
    size: tokens.length,
    pad: 0,
    ...(unknown === undefined ? {} : { unknown }),
    encode(text) {
      const encoded: number[] = [];
      for (const [word] of text.matchAll(wordPattern)) {
        const id = ids.get(word);
        if (id !== undefined) encoded.push(id);
        else for (const character of word) encoded.push(encodeCharacter(character, text));
      }
      return encoded;
    },
    decode(sequence) {
      let text = '';
      for (let i = 0; i < sequence.length; i++) {
        const token = tokens[sequence[i]];
        if (token === undefined)
          throw new RangeError(`There is no token ${sequence[i]}; ids are 0..${tokens.length - 1}.`);
        text += token;
      }
      return text;
    },
  };
}
