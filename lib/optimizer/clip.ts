/** Clipping by global norm: larger gradients are scaled down to it, all alike. */
import { z } from 'zod';
import { scaleAll } from '../backend/index.ts';
import { type TransformKind, replace } from './transform.ts';

export const clip: TransformKind<number> = {
  options: z.number().positive(),
  make: (largest) => ({
    state: new Map(),
    steps: new Set(),
    apply(gradients, { gradientNorm }) {
      const scale = largest / gradientNorm;
      if (scale >= 1) return;
      const scaled = scaleAll([...gradients.values()], scale);
      [...gradients.keys()].forEach((name, i) => replace(gradients, name, scaled[i]));
    },
  }),
};
