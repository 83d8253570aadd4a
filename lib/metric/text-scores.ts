/** Scores of a predicted answer text (arXiv 2406.09308; where the paper is silent, the rules are the ones stated below). */
import { algorithm, answerElements, legalCharacters, parseQuestion, textLayout } from '../dataset/index.ts';
import { mean } from './mean.ts';

/** Each is 0 to 1; the means over samples are what the paper's figures show. */
export interface TextScores {
  /**
   * 1 if the prediction is built like the answer: as many outputs, rows and elements in each row, separated and
   * bracketed alike, ended by the blank line and nothing after it. What the elements say does not matter.
   */
  readonly shape: number;
  /** 1 if every character is one that an answer of this algorithm can hold, wherever it stands. */
  readonly parse: number;
  /**
   * Share of elements that are the true numbers, so `0.50` is as good as `0.5`; 0 if the shape is wrong. With several
   * outputs (`topo, topo_head` or `start, end`) the plain mean of their shares, as CLRS-30 averages outputs.
   */
  readonly clrs: number;
  /** 1 if the whole text is equal. */
  readonly exact: number;
}

/**
 * Scores `prediction` against the true `answer`, both everything that follows the question. Of an answer with a trace,
 * shape and clrs look at what follows the last " | " alone; parse and exact at all of it. Throws if the question or
 * the true answer is none.
 */
export function textScores(question: string, answer: string, prediction: string): TextScores {
  const parsed = parseQuestion(question);
  if (!parsed.ok) throw new Error(`The question is malformed at character ${parsed.at}: ${parsed.problem}.`);
  const layout = textLayout(algorithm(parsed.algorithm), parsed.hints);
  const truth = answerElements(layout, answer);
  if (!truth) throw new Error(`The true answer ${JSON.stringify(answer.slice(0, 60))} is malformed.`);

  const predicted = answerElements(layout, prediction);
  const shape = predicted !== undefined && sameShape(truth, predicted);
  const legal = legalCharacters(layout);
  return {
    shape: Number(shape),
    parse: Number([...prediction].every((character) => legal.has(character))),
    clrs: shape ? mean(truth.map((output, i) => equalShare(output.flat(), predicted[i].flat()))) : 0,
    exact: Number(prediction === answer),
  };
}

function sameShape(truth: string[][][], predicted: string[][][]): boolean {
  return truth.every(
    (output, i) =>
      output.length === predicted[i].length &&
      output.every((row, j) => row.length === predicted[i][j].length),
  );
}

function equalShare(truth: readonly string[], predicted: readonly string[]): number {
  return mean(truth.map((element, i) => Number(sameNumber(element, predicted[i]))));
}

/** Numbers as texts print them: not the other notations that `Number` reads, such as `0x1` or nothing at all. */
const printedNumber = /^-?\d+(\.\d+)?(e-?\d+)?$/;

/** Whether a printed element says the true number: what the CLRS score counts. */
export const sameNumber = (truth: string, predicted: string): boolean =>
  truth === predicted || (printedNumber.test(predicted) && Number(predicted) === Number(truth));
