/** Answers by the problems that they are to. */
import type { AlgorithmName } from '../dataset/index.ts';
import { grouped } from '../metric/grouped.ts';

/** The problems of one algorithm and size, which are looked at together. */
export interface ProblemSet {
  readonly algorithm: AlgorithmName;
  readonly size: number;
}

/** The problem sets of some answers, by algorithm and then by size, each with its answers in their order. */
export function byProblemSet<T extends ProblemSet>(
  answers: readonly T[],
): (ProblemSet & { readonly answers: T[] })[] {
  return grouped(answers, ({ algorithm, size }) => `${algorithm} ${size}`)
    .map((own) => ({ algorithm: own[0].algorithm, size: own[0].size, answers: own }))
    .sort((a, b) => (a.algorithm < b.algorithm ? -1 : a.algorithm > b.algorithm ? 1 : a.size - b.size));
}
