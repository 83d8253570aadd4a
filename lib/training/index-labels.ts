/** What nodes are called in training, so that every index is said that a larger problem may have. */
import type { RandomState } from '../random/index.ts';

/** Which numbers they may be. */
export interface Labelling {
  readonly below: number;
  /** Whether they follow one another, as the indices do that answers are scored by; absent: any. */
  readonly consecutive: boolean | undefined;
}

/** `count` different numbers, rising. Throws if there are not as many. */
export function drawLabels(count: number, { below, consecutive }: Labelling, random: RandomState): number[] {
  requireAsMany(count, below);
  if (consecutive) {
    const first = random.integer(below - count + 1);
    return Array.from({ length: count }, (_, i) => first + i);
  }
  return Array.from(random.permutation(below).subarray(0, count)).sort((a, b) => a - b);
}

/** The largest `count` numbers, rising: none take more digits. Throws if there are not as many. */
export function largestLabels(count: number, below: number): number[] {
  requireAsMany(count, below);
  return Array.from({ length: count }, (_, i) => below - count + i);
}

function requireAsMany(count: number, below: number): void {
  if (count <= below) return;
  throw new RangeError(`A problem has ${count} nodes: data.indexLabels (${below}) must be as many or more.`);
}
