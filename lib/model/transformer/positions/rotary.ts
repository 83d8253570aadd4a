/** Rotary positions (RoPE, arXiv 2104.09864): queries and keys are turned by their positions. */
import { z } from 'zod';
import { rotaryAngles, rotary as turned } from '../../../backend/index.ts';
import { defineEncoding } from './encoding.ts';

/** The share of each head that is rotated, the base of the wavelengths, and what positions are divided by; absent: by 1. */
export const rotaryOptions = {
  share: z.number().positive().max(1),
  base: z.number().positive(),
  factor: z.number().positive().optional(),
};

export const rotary = defineEncoding({
  schema: z.strictObject({ kind: z.literal('rotary'), ...rotaryOptions }),
  problem({ share }, { width, heads }) {
    const rotated = share * (width / heads);
    if (rotated >= 2 && rotated % 2 === 0) return undefined;
    return `rotary.share ${share} of heads ${width / heads} wide must be an even number of dimensions`;
  },
  make: (options) => ({
    attention: () => ({
      turn: (x, positions) => turned(x, positions, options),
      angles: (positions, width) => rotaryAngles(positions, width, options),
    }),
  }),
});
