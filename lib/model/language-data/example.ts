/** Texts as token sequences to learn from. */
import type { TextSample, Tokenizer } from '../../dataset/text/index.ts';
import { type Key, keyed } from '../../random/index.ts';

/** A sequence whose first `promptLength` tokens are given and whose others are to be said. */
export interface Example {
  readonly tokens: Int32Array;
  readonly promptLength: number;
}

/**
 * Question and answer as one sequence. They are encoded apart, since decoding starts from the question alone: a
 * tokenizer that merges characters must not merge across the border.
 */
export function encodeExample({ question, answer }: TextSample, tokenizer: Tokenizer): Example {
  const prompt = tokenizer.encode(question);
  return {
    tokens: Int32Array.from([...prompt, ...tokenizer.encode(answer)]),
    promptLength: prompt.length,
  };
}

/** `count` random windows of a long text, each of `length` tokens: a pure function of the seed and the step. */
export function windowsAt(
  text: Int32Array,
  { length, count, seed, step }: { length: number; count: number; seed: Key; step: number },
): Example[] {
  const starts = text.length - length + 1;
  if (starts < 1) {
    throw new Error(
      `A text of ${text.length} tokens has no window of ${length}: give more text or shorten it.`,
    );
  }
  const random = keyed(seed, 'windows', step);
  return Array.from({ length: count }, () => {
    const start = random.integer(starts);
    return { tokens: text.subarray(start, start + length), promptLength: 1 };
  });
}
