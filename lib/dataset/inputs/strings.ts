/** How strings are drawn. */
import type { RandomState } from '../../random/index.ts';
import type { SamplerOptions, TrainingRule } from '../algorithm.ts';

/** Number of different characters in strings. */
export const alphabet = 4;

/** One size, a haystack of 16 characters and a quarter of that as the needle, which then varies. */
export const stringTraining: TrainingRule = { sizes: [20], options: { lengthNeedle: -8 } };

/** Two strings of `length` characters together, of which the first has the odd one; or of `length` and `length2`. */
export function twoStrings(
  random: RandomState,
  length: number,
  { length2 }: SamplerOptions,
): { x: Int32Array; y: Int32Array } {
  if (length2 !== undefined && !(Number.isInteger(length2) && length2 > 0)) {
    throw new RangeError(`The second string needs a length of at least 1, got ${length2}.`);
  }
  const second = length2 ?? Math.trunc(length / 2);
  const first = length2 === undefined ? length - second : length;
  const x = random.integers(first, alphabet);
  return { x, y: random.integers(second, alphabet) };
}

/** A haystack T with a needle P planted in it; `length` is their total. The last start position is never chosen. */
export function haystack(
  random: RandomState,
  length: number,
  { lengthNeedle = 0 }: SamplerOptions,
): { T: Int32Array; P: Int32Array } {
  const needleLength = drawNeedleLength(random, length, lengthNeedle);
  const starts = length - 2 * needleLength;
  if (starts < 1) {
    throw new RangeError(
      `A needle of ${needleLength} needs a total length of at least ${2 * needleLength + 1}, got ${length}.`,
    );
  }
  const P = random.integers(needleLength, alphabet);
  const T = random.integers(length - needleLength, alphabet);
  T.set(P, random.integer(starts));
  return { T, P };
}

function drawNeedleLength(random: RandomState, length: number, lengthNeedle: number): number {
  if (lengthNeedle > 0) return lengthNeedle;
  if (lengthNeedle < 0) return 1 + random.integer(-lengthNeedle);
  return length < 5 ? 1 : Math.trunc(length / 5);
}
