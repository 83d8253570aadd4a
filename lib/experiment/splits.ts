/** What samples are for, and the seeds that keep them apart. */
import type { Key } from '../random/index.ts';

/**
 * What samples are for; none serves two purposes. `beyond` is a second validation, of a size that is not trained: how a
 * reasoner is doing there can be followed, and reasoners chosen among, without a look at the problems of the evaluation.
 */
export type Split = 'train' | 'validation' | 'beyond' | 'evaluation';

/** Whether samples are drawn as the benchmark tests: with the sampler's defaults, positions on their regular grid. */
export const drawnAsTested = {
  train: false,
  validation: false,
  beyond: true,
  evaluation: true,
} as const satisfies Record<Split, boolean>;

/**
 * The seed of a split of the reasoner's endless data. Every model is validated and evaluated on the same problems,
 * whatever its own seed.
 */
export function narDataSeed(split: Split, seed: number): Key {
  return split === 'train' ? `nar train ${seed}` : `nar ${split}`;
}
