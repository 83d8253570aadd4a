/** What models are compared by where not all were asked the same: the problems that every one has answered. */
import { mean } from '../../../metric/mean.ts';
import type { ExplorerData } from '../data.ts';

/** In the order of the page. */
export const sharedProblems = ({ problems, answers }: ExplorerData): number[] =>
  [...problems.keys()].filter((problem) => answers.every((own) => own[problem] !== null));

/** Mean CLRS score of a model's answers among some problems; null without any. */
export function meanClrs(
  { answers }: ExplorerData,
  model: number,
  problems: readonly number[],
): number | null {
  const scores = problems.flatMap((problem) => answers[model][problem]?.clrs ?? []);
  return scores.length === 0 ? null : mean(scores);
}
