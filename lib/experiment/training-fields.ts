/** How long, how fast and with which optimiser something is trained: the fields that all kinds of training share. */
import { z } from 'zod';
import { optimizerFields } from '../optimizer/index.ts';

/** The schema of how many. */
export const count = z.int().positive();

/** The schema of `training`. */
export const training = z.strictObject({
  /** Optimiser updates in all. */
  updates: count,
  schedule: z.strictObject({
    peak: z.number().positive(),
    warmup: z.int().nonnegative(),
    floor: z.number().min(0).max(1),
    /** Share of the updates, the last ones, over which the rate falls; absent: all that come after the warm-up. */
    decay: z.number().positive().lt(1).optional(),
  }),
  ...optimizerFields,
  /**
   * The model is validated, kept and used with an exponential mean of its parameters, to which they are added after every
   * update, or after every so many; absent: with the parameters themselves.
   */
  average: z.strictObject({ decay: z.number().positive().lt(1), every: count.min(2).optional() }).optional(),
  logEvery: count,
  checkpointMinutes: z.number().positive(),
});
