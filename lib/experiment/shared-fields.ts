/** Fields that experiments of several kinds have. */
import { z } from 'zod';
import { algorithmNames } from '../dataset/index.ts';
import { count } from './training-fields.ts';

/** Samples that are in memory together. */
export const batch = count.max(65_536);

export const seed = z.int().nonnegative();

/** The schema of names: they become parts of folders. */
export const experimentName = z.string().regex(/^[a-z0-9-]+$/, 'use lower-case letters, digits and hyphens');

export const algorithms = z
  .array(z.enum(algorithmNames))
  .nonempty()
  .readonly()
  .superRefine((names, issues) => {
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice)
      issues.addIssue({ code: 'custom', message: `${twice} is named twice: name each algorithm once` });
  });

/** Of problems. */
export const sizes = z.array(count).nonempty().readonly();

export const tokenizer = z.enum(['names', 'chars', 'indices']);
