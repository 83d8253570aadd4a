/** Rows that keep the score of each problem, so that models can be paired on the problems that both answered. */
import { byProblemSet } from '../analysis/problem-sets.ts';
import { type ResultRow, textMetrics } from '../metric/index.ts';
import type { Prediction } from '../store/index.ts';

/** Decimals that are kept: an element of the largest answer counts for more. */
const decimals = 4;

const problemSet = ({ algorithm, size }: Pick<ResultRow, 'algorithm' | 'size'>) => `${algorithm} ${size}`;

/**
 * The rows of an evaluation with `each`, from its answers, where the score is one that the paper compares; rows whose answers
 * are not there stay as they are.
 */
export function withProblemScores(
  rows: readonly ResultRow[],
  predictions: readonly Prediction[],
): ResultRow[] {
  const answers = new Map(byProblemSet(predictions).map((set) => [problemSet(set), inOrder(set.answers)]));
  return rows.map((row) => {
    if (textMetrics[row.metric].paperFigure === undefined) return row;
    const own = answers.get(problemSet(row))?.slice(0, row.samples);
    if (own?.length !== row.samples) return row;
    return { ...row, each: own.map((answer) => Number(answer[row.metric].toFixed(decimals))) };
  });
}

const inOrder = (answers: readonly Prediction[]) => [...answers].sort((a, b) => a.index - b.index);
