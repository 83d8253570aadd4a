/** Scores of many algorithms as one, always over the same algorithms. */
import { type AlgorithmName, algorithm, algorithmNames } from '../dataset/index.ts';
import { grouped, mean } from '../metric/index.ts';

/** What a panel or a line of a figure is about. */
export type Grouping = 'algorithm' | 'family' | 'all';

interface Scored {
  readonly algorithm: AlgorithmName;
  readonly value: number;
  readonly samples?: number;
}

export type Mean<T> = Omit<T, 'algorithm'> & { readonly algorithm: string };

/**
 * Means over the algorithms of each family, or over all, in place of the single scores. Items with the same `cell`, such
 * as those of one model, size and seed, are averaged; only algorithms that every cell has are counted, so that no two
 * means differ in what they are of. Each group is named with how many those are. Throws where cells share none, and where
 * a cell has an algorithm twice.
 */
export function meansBy<T extends Scored>(
  items: readonly T[],
  by: Grouping,
  cell: (item: T) => string,
): Mean<T>[] {
  if (by === 'algorithm' || items.length === 0) return [...items];
  const cells = grouped(items, cell);
  const shared = sharedAlgorithms(cells);
  const groupOf = (name: AlgorithmName) => (by === 'family' ? algorithm(name).family : 'all algorithms');
  return grouped(shared, groupOf).flatMap((members) =>
    cells.map((own) => {
      const counted = own.filter((item) => members.includes(item.algorithm));
      if (counted.length > members.length) {
        throw new Error(`${cell(own[0])} has an algorithm twice: choose the rows of one experiment.`);
      }
      const value = mean(counted.map((item) => item.value));
      const samples = counted.reduce((sum, item) => sum + (item.samples ?? 0), 0);
      const name = groupLabel(groupOf(members[0]), members.length);
      return { ...own[0], algorithm: name, value, ...(samples > 0 && { samples }) };
    }),
  );
}

/** What a group of so many algorithms is called. */
export const groupLabel = (group: string, members: number): string => `${group} (${members})`;

/** The algorithms that every cell has, in the order of the benchmark. Throws where there are none. */
export function sharedAlgorithms(cells: readonly (readonly Scored[])[]): AlgorithmName[] {
  const shared = algorithmNames.filter((name) =>
    cells.every((own) => own.some((item) => item.algorithm === name)),
  );
  if (shared.length > 0) return shared;
  throw new Error('No algorithm has all models, sizes and seeds: choose rows that share some.');
}
