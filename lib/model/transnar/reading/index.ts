/** The ways of reading the memory. To add one: one file beside this one, and one row here. */
import { concatLinear } from './concat-linear.ts';
import { gramSchmidt } from './gram-schmidt.ts';
import { mlp } from './mlp.ts';
import { nodesOnly } from './nodes-only.ts';
import type { ReadingRow } from './reading.ts';
import { sum } from './sum.ts';

export const readings = {
  'concat-linear': concatLinear,
  sum,
  mlp,
  'gram-schmidt': gramSchmidt,
  'nodes-only': nodesOnly,
} as const satisfies Record<string, ReadingRow>;

/** The names of the ways to combine what is read from nodes and from edges. */
export type CombineKind = keyof typeof readings;

/** All ways to combine what is read: `concat-linear` is the paper's choice (section 3). */
export const combineKinds = Object.keys(readings) as CombineKind[];
