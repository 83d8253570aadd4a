/** All scores of one predicted answer text. */
import { readAnswer } from './answered-text.ts';
import { type Metric, byMetric, textMetrics } from './text-metrics.ts';

/** Every score of one answer, each from 0 to 1: what they say is in `textMetrics`. */
export type TextScores = Readonly<Record<Metric, number>>;

/**
 * Scores `prediction` against the true `answer`, both everything that follows the question. Of an answer with a trace,
 * shape and clrs look at what follows the last " | " alone; parse and exact at all of it. Throws if the question or
 * the true answer is none.
 */
export function textScores(question: string, answer: string, prediction: string): TextScores {
  const text = readAnswer({ question, answer, prediction });
  return byMetric((metric) => textMetrics[metric].score(text));
}
