/** What samples are for, and the seeds that keep them apart. */
import type { Key } from '../random/index.ts';

/** What samples are for; none serves two purposes. */
export type Split = 'train' | 'validation' | 'evaluation';

/**
 * The seed of a split of the reasoner's endless data. Every model is validated and evaluated on the same problems,
 * whatever its own seed.
 */
export function narDataSeed(split: Split, seed: number): Key {
  return split === 'train' ? `nar train ${seed}` : `nar ${split}`;
}
