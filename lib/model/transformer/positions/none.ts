/** No positions: causal attention alone tells what came before (NoPE, arXiv 2305.19466). */
import { z } from 'zod';
import { defineEncoding } from './encoding.ts';

export const none = defineEncoding({
  schema: z.strictObject({ kind: z.literal('none') }),
  make: () => ({}),
});
