/** Randomised positions (arXiv 2305.16843): distinct numbers below a maximum, sorted, each set equally likely. */
import { z } from 'zod';
import { defineDrawing } from './drawing.ts';

export const randomised = defineDrawing({
  schema: z.strictObject({
    kind: z.literal('randomised'),
    /** Positions are drawn from 0..maximum-1. */
    maximum: z.int().positive(),
    /** Training may start in a narrower range, `from`, which widens evenly over the first `share` of the updates. */
    widening: z.strictObject({ from: z.int().positive(), share: z.number().positive().max(1) }).optional(),
  }),
  limit: ({ maximum }) => maximum,
  draw({ maximum }, length, random) {
    // Floyd's algorithm: one draw per position, whatever the maximum.
    const chosen = new Set<number>();
    for (let limit = maximum - length + 1; limit <= maximum; limit++) {
      const candidate = random.integer(limit);
      chosen.add(chosen.has(candidate) ? limit - 1 : candidate);
    }
    return Int32Array.from(chosen).sort();
  },
  at(options, progress, length) {
    const { maximum, widening } = options;
    if (!widening) return options;
    const share = Math.min(1, progress / widening.share);
    const width = Math.round(widening.from + share * (maximum - widening.from));
    return { kind: options.kind, maximum: Math.max(width, length) };
  },
});
