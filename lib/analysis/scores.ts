/** Means of scores with their uncertainty, list answers apart from single values. */
import { type Metric, type Summary, grouped, mean, summarize } from '../metric/index.ts';
import type { Prediction } from '../store/index.ts';
import { type AnswerForm, answerForm } from './answer-form.ts';
import { type ProblemSet, byProblemSet } from './problem-sets.ts';

/** A mean over the answers of a problem set; its interval says how it would vary with other problems. */
export interface ProblemSetScore extends ProblemSet, Summary {
  readonly metric: Metric;
  readonly form: AnswerForm;
  readonly standardError: number;
}

/** The mean of one score for each algorithm and size, with its interval over problems. */
export function problemSetScores(
  predictions: readonly Prediction[],
  metric: Metric = 'clrs',
): ProblemSetScore[] {
  return byProblemSet(predictions).map(({ algorithm, size, answers }) => {
    const summary = summarize(answers.map((answer) => answer[metric]));
    const standardError = summary.deviation / Math.sqrt(summary.count);
    return { algorithm, size, metric, form: answerForm(algorithm), ...summary, standardError };
  });
}

/** A mean over algorithms, all of which weigh the same. */
export interface FormScore {
  readonly form: AnswerForm;
  readonly size: number;
  readonly metric: Metric;
  readonly algorithms: number;
  readonly mean: number;
  /** Over problems, the algorithms being those that they are; NaN where one of them has a single problem. */
  readonly standardError: number;
  /** 95 % interval. */
  readonly low: number;
  readonly high: number;
}

/** Means over the algorithms that answer with lists and over those that answer with single values, by size. */
export function formScores(predictions: readonly Prediction[], metric: Metric = 'clrs'): FormScore[] {
  const sets = problemSetScores(predictions, metric);
  return grouped(sets, ({ form, size }) => `${form} ${size}`)
    .map((own) => {
      const algorithms = own.length;
      const center = mean(own.map((set) => set.mean));
      const standardError = Math.hypot(...own.map((set) => set.standardError)) / algorithms;
      const margin = normal95 * standardError;
      const { form, size } = own[0];
      return {
        form,
        size,
        metric,
        algorithms,
        mean: center,
        standardError,
        low: center - margin,
        high: center + margin,
      };
    })
    .sort((a, b) => (a.form === b.form ? a.size - b.size : a.form === 'list' ? -1 : 1));
}

/** A standard normal lies between plus and minus this with probability 0.95. */
export const normal95 = 1.959964;
