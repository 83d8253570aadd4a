/** Clipping by global norm: larger gradients are scaled down to it, all alike. */
import { z } from 'zod';
import { type TransformKind, replace } from './transform.ts';

export const clip: TransformKind<number> = {
  options: z.number().positive(),
  make: (largest) => ({
    state: new Map(),
    steps: new Set(),
    apply(gradients, { gradientNorm }) {
      const scale = largest / gradientNorm;
      if (scale >= 1) return;
      for (const [name, gradient] of gradients) replace(gradients, name, gradient.mul(scale));
    },
  }),
};
