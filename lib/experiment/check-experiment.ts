/** Data held to a schema, with one message for all that is wrong. */
import type { z } from 'zod';
import { problemsOf } from '../store/json.ts';

/** The experiment, if it is one. Throws one message that names every field that is wrong, and begins with `what`. */
export function checkExperiment<T>(schema: z.ZodType<T>, experiment: unknown, what = 'The experiment'): T {
  const { success, data, error } = schema.safeParse(experiment);
  if (success) return data;
  throw new Error(`${what} is not valid: ${problemsOf(error)}.`);
}
