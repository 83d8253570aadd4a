/** Which position each token gets: 0, 1, 2, ..., or randomised (arXiv 2305.16843). */
import { z } from 'zod';
import type { RandomState } from '../../random/index.ts';

export const positionScheme = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sequential') }),
  z.strictObject({
    kind: z.literal('randomised'),
    /** Positions are drawn from 0..maximum-1. */
    maximum: z.int().positive(),
    /** Training may start in a narrower range, `from`, which widens evenly over the first `share` of the updates. */
    widening: z.strictObject({ from: z.int().positive(), share: z.number().positive().max(1) }).optional(),
  }),
]);

export type PositionScheme = z.infer<typeof positionScheme>;

/**
 * The scheme at `progress` (0 at the start of training, 1 at its end), without widening. It never narrows below
 * `length`, the longest sequence that has to fit.
 */
export function schemeAt(scheme: PositionScheme, progress: number, length: number): PositionScheme {
  if (scheme.kind === 'sequential' || !scheme.widening) return scheme;
  const { maximum, widening } = scheme;
  const share = Math.min(1, progress / widening.share);
  const width = Math.round(widening.from + share * (maximum - widening.from));
  return { kind: 'randomised', maximum: Math.max(width, length) };
}

/**
 * `length` positions in rising order: 0..length-1, or distinct numbers below the maximum, each set equally likely. For
 * decoding, draw them once for prompt and answer together and use them in order. Throws if there are too few numbers.
 */
export function drawPositions(scheme: PositionScheme, length: number, random: RandomState): Int32Array {
  if (scheme.kind === 'sequential') return Int32Array.from({ length }, (_, i) => i);
  const { maximum } = scheme;
  if (length > maximum) {
    throw new RangeError(`${length} tokens need positions below ${maximum}: raise positions.maximum.`);
  }
  // Floyd's algorithm: one draw per position, whatever the maximum.
  const chosen = new Set<number>();
  for (let limit = maximum - length + 1; limit <= maximum; limit++) {
    const candidate = random.integer(limit);
    chosen.add(chosen.has(candidate) ? limit - 1 : candidate);
  }
  return Int32Array.from(chosen).sort();
}
