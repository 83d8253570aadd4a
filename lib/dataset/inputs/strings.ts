import type { RandomState } from '../../random/index.ts';
import type { SamplerOptions } from '../algorithm.ts';

/** Number of different characters in strings. */
export const alphabet = 4;

/** A haystack T with a needle P planted in it; `length` is their total. The last start position is never chosen. */
export function haystack(
  random: RandomState,
  length: number,
  { lengthNeedle = 0 }: SamplerOptions,
): { T: Int32Array; P: Int32Array } {
  const needleLength = drawNeedleLength(random, length, lengthNeedle);
  const P = random.integers(needleLength, alphabet);
  const T = random.integers(length - needleLength, alphabet);
  T.set(P, random.integer(T.length - needleLength));
  return { T, P };
}

function drawNeedleLength(random: RandomState, length: number, lengthNeedle: number): number {
  if (lengthNeedle > 0) return lengthNeedle;
  if (lengthNeedle < 0) return 1 + random.integer(-lengthNeedle);
  return length < 5 ? 1 : Math.trunc(length / 5);
}
