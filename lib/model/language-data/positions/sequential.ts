/** Positions 0, 1, 2, ... */
import { z } from 'zod';
import { defineDrawing } from './drawing.ts';

export const sequential = defineDrawing({
  schema: z.strictObject({ kind: z.literal('sequential') }),
  limit: () => Infinity,
  draw: (_, length) => Int32Array.from({ length }, (_, i) => i),
});
