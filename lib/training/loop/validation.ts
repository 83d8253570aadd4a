/** How a training is scored on the way, and what follows from its scores. */
import { grouped, mean } from '../../metric/index.ts';
import type { Pause } from '../../backend/interruption.ts';

/** Scores by name, such as those of the algorithms, between 0 and 1; higher is better. */
export type Scores = Readonly<Record<string, number>>;

/** How a training is validated. */
export interface Validation {
  /** Updates between two validations. */
  readonly every: number;
  /** Awaits `pause` between its parts, so that it can be interrupted; it is done anew then when training resumes. */
  scores(pause: Pause): Scores | Promise<Scores>;
  /** Scores of problems unlike those of training, such as larger ones: measured with the others, but they choose nothing. */
  beyond?(pause: Pause): Scores | Promise<Scores>;
  /** Which parameters the run is known by: those of the best mean score, kept apart, or the last. */
  readonly keeps: 'best' | 'last';
  /** Whether there is nothing more to learn: training ends then, before its last update. */
  enough?(scores: Scores): boolean;
  /** Which scores progress reports together, such as those of a family of algorithms; default: all. */
  readonly group?: (name: string) => string;
}

export const meanScore = (scores: Scores): number => mean(Object.values(scores));

/** The mean of each group, in the order in which the groups first appear. */
function groupScores(scores: Scores, group: (name: string) => string): Record<string, number> {
  const groups = grouped(Object.entries(scores), ([name]) => group(name));
  return Object.fromEntries(groups.map((own) => [group(own[0][0]), mean(own.map(([, score]) => score))]));
}

/** `val .87 (graphs .91 sorting .62)`; without groups `val .87`. */
export function describeScores(name: string, scores: Scores, group?: Validation['group']): string {
  const short = (score: number) => score.toFixed(2).replace(/^0/, '');
  const groups = group ? Object.entries(groupScores(scores, group)) : [];
  const parts = groups.map(([name, score]) => `${name} ${short(score)}`).join(' ');
  return `${name} ${short(meanScore(scores))}${parts && ` (${parts})`}`;
}
