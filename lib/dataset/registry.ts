import type { Algorithm } from './algorithm.ts';
import { bfs } from './algorithms/bfs.ts';
import { insertionSort } from './algorithms/insertion-sort.ts';
import { minimum } from './algorithms/minimum.ts';
import { naiveStringMatcher } from './algorithms/naive-string-matcher.ts';
import { type AlgorithmName, algorithmNames } from './names.ts';

/** All algorithms by name. */
export const algorithms = {
  bfs,
  insertion_sort: insertionSort,
  minimum,
  naive_string_matcher: naiveStringMatcher,
} satisfies Partial<Record<AlgorithmName, Algorithm>>;

/** The record of an algorithm. Throws for a name that is not in CLRS-30, naming the nearest ones. */
export function algorithm(name: string): Algorithm {
  const found = (algorithms as Partial<Record<string, Algorithm>>)[name];
  if (found) return found;
  throw new Error(
    `There is no algorithm "${name}". The ${algorithmNames.length} are: ${algorithmNames.join(', ')}.`,
  );
}
