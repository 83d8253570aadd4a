/** Answers that are the index of a node: how far off they are. */
import type { AlgorithmName } from '../dataset/index.ts';
import { grouped, readAnswer } from '../metric/index.ts';
import type { Prediction } from '../store/index.ts';
import { type ProblemSet, byProblemSet } from './problem-sets.ts';

/**
 * Where TransNAR loses against its baseline, by the paper's own list: it names these four and says what they share, the
 * search for an index in a list (arXiv 2406.09308, discussion of the results). By its spec a string matcher answers
 * with an index too, but there TransNAR wins.
 */
export const indexSearchAlgorithms = [
  'binary_search',
  'find_maximum_subarray_kadane',
  'minimum',
  'quickselect',
] as const satisfies readonly AlgorithmName[];

/** How many answers of a problem set miss the true index by one distance. */
export interface IndexError extends ProblemSet {
  /** The output's name in the text, such as `min`. */
  readonly output: string;
  /** Predicted less true index. */
  readonly distance: number;
  readonly count: number;
  readonly answers: number;
  /** Answers that are no index of the problem: no number, or one beyond its last node. */
  readonly unread: number;
}

/** How many answers are off by how much, for every output that is the index of one node; in order of distance. */
export function indexErrors(predictions: readonly Prediction[]): IndexError[] {
  return byProblemSet(predictions).flatMap(({ algorithm, size, answers }) => {
    const read = answers.map(readAnswer);
    return read[0].layout.outputs.flatMap(({ name: output, type }, i) => {
      if (type !== 'mask_one') return [];
      const distances = read.flatMap(({ truth, predicted }) => {
        const index = predicted?.[i][0][0];
        const isIndex = index !== undefined && /^\d+$/.test(index) && Number(index) < size;
        return isIndex ? [Number(index) - Number(truth[i][0][0])] : [];
      });
      const about = {
        algorithm,
        size,
        output,
        answers: answers.length,
        unread: answers.length - distances.length,
      };
      return grouped(distances, String)
        .map((own) => ({ ...about, distance: own[0], count: own.length }))
        .sort((a, b) => a.distance - b.distance);
    });
  });
}
