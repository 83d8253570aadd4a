/** Answers by what they are about. */
import type { AlgorithmName } from '../dataset/index.ts';
import { grouped } from '../metric/index.ts';

/** Problems that are looked at together. */
export interface Cell {
  readonly algorithm: AlgorithmName;
  readonly size: number;
}

/** The cells of some answers, by algorithm and then by size, each with its answers in their order. */
export function byCell<T extends Cell>(answers: readonly T[]): (Cell & { readonly answers: T[] })[] {
  return grouped(answers, ({ algorithm, size }) => `${algorithm} ${size}`)
    .map((own) => ({ algorithm: own[0].algorithm, size: own[0].size, answers: own }))
    .sort((a, b) => (a.algorithm < b.algorithm ? -1 : a.algorithm > b.algorithm ? 1 : a.size - b.size));
}
