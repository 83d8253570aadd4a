/** What Jupyter says of how its front ends reach a kernel. */
import { z } from 'zod';

/** Jupyter's connection file. */
export const connection = z.object({
  transport: z.string(),
  ip: z.string(),
  key: z.string(),
  shell_port: z.int(),
  control_port: z.int(),
  iopub_port: z.int(),
  stdin_port: z.int(),
  hb_port: z.int(),
});

export type Connection = z.infer<typeof connection>;
