/** What nodes are called in training, so that every index is said that a larger problem may have. */
import type { LanguageExperiment } from '../experiment/index.ts';
import type { RandomState } from '../random/index.ts';

/** Fields of an experiment's data. */
export type Labelling = Pick<LanguageExperiment['data'], 'indexLabels' | 'consecutiveLabels'>;

/**
 * `count` different numbers below `indexLabels`, rising: any, or numbers that follow one another, as the indices do that
 * answers are scored by. Throws if there are not as many.
 */
export function drawLabels(
  count: number,
  { indexLabels = count, consecutiveLabels }: Labelling,
  random: RandomState,
): number[] {
  const spare = indexLabels - count;
  if (spare < 0) {
    throw new RangeError(
      `A problem has ${count} nodes: data.indexLabels (${indexLabels}) must be as many or more.`,
    );
  }
  if (consecutiveLabels) {
    const first = random.integer(spare + 1);
    return Array.from({ length: count }, (_, i) => first + i);
  }
  return Array.from(random.permutation(indexLabels).subarray(0, count)).sort((a, b) => a - b);
}
