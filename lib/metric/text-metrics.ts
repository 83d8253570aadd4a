/**
 * The scores of answer texts, a record each (arXiv 2406.09308; where the paper is silent, the rules are those stated
 * here). All else follows from them: what rows and predictions hold, tables, the names in figures.
 */
import { legalCharacters, solves } from '../dataset/index.ts';
import { type AnsweredText, type Elements, sameNumber } from './answered-text.ts';
import { mean } from './mean.ts';

/** One score of an answer. The means over samples are what the paper's figures show. */
export interface TextMetric {
  /** What figures call it. */
  readonly label: string;
  /** What it is a share of, in a few words. */
  readonly says: string;
  /** The paper's figure that shows it by algorithm. */
  readonly paperFigure?: number;
  /** From 0 to 1. */
  readonly score: (text: AnsweredText) => number;
}

const records = {
  shape: {
    label: 'Shape score',
    says: 'answers with as many outputs, rows and elements as the true one, whatever the elements say',
    paperFigure: 5,
    // Separated and bracketed alike, ended by the blank line and nothing after it.
    score: (text) => Number(inShape(text) !== undefined),
  },
  parse: {
    label: 'Parse score',
    says: 'answers of which every character is one that an answer of the algorithm can hold, wherever it stands',
    paperFigure: 6,
    score({ layout, prediction }) {
      const legal = legalCharacters(layout);
      return Number([...prediction].every((character) => legal.has(character)));
    },
  },
  clrs: {
    label: 'CLRS score',
    says: 'elements that are the true numbers, none if the shape is wrong',
    paperFigure: 4,
    // With several outputs (`topo, topo_head` or `start, end`) the plain mean of their shares, as CLRS-30 averages outputs.
    score(text) {
      const predicted = inShape(text);
      return predicted
        ? mean(text.truth.map((output, i) => equalShare(output.flat(), predicted[i].flat())))
        : 0;
    },
  },
  exact: {
    label: 'Exact answers',
    says: 'answers that are the true one character by character, the trace included',
    score: ({ answer, prediction }) => Number(prediction === answer),
  },
  valid: {
    label: 'Valid answers',
    says: 'answers that solve the problem as well as the true one, which may be one of several',
    // Numbers must be legal where they stand; traces are not looked at.
    score: ({ question, answer, prediction }) => Number(solves(question, prediction, answer)),
  },
} as const satisfies Record<string, TextMetric>;

/** The name of a score. `clrs` also names the reasoner's own score, which is of graphs: see `evaluate`. */
export type Metric = keyof typeof records;

/** The scores of answer texts by name. */
export const textMetrics: Readonly<Record<Metric, TextMetric>> = records;

/** The names of the scores, in the order in which tables show them. */
export const metricNames = Object.keys(records) as Metric[];

/** Something for every score, in their order. */
export const byMetric = <T>(of: (metric: Metric) => T): Record<Metric, T> =>
  Object.fromEntries(metricNames.map((metric) => [metric, of(metric)])) as Record<Metric, T>;

/** What was predicted, if it has the shape of the truth. */
function inShape({ truth, predicted }: AnsweredText): Elements | undefined {
  const alike = truth.every(
    (output, i) =>
      output.length === predicted?.[i].length &&
      output.every((row, j) => row.length === predicted[i][j].length),
  );
  return alike ? predicted : undefined;
}

function equalShare(truth: readonly string[], predicted: readonly string[]): number {
  return mean(truth.map((element, i) => Number(sameNumber(element, predicted[i]))));
}
