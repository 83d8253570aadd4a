/** A predicted answer beside the true one, read element by element: what scores and analyses of answers start from. */
import { answerElements, parseQuestion, textLayout } from '../dataset/index.ts';
import type { ParsedQuestion, TextLayout } from '../dataset/text/index.ts';

/** Texts of one problem: the answers are everything that follows the question. */
export interface AnswerTexts {
  readonly question: string;
  readonly answer: string;
  readonly prediction: string;
}

/** The elements of an answer's outputs as printed, [output][row][column]; a number is one row of one. */
export type Elements = readonly (readonly (readonly string[])[])[];

/** Of an answer with a trace, the elements are those that follow the trace. */
export interface AnsweredText extends Omit<AnswerTexts, 'question'> {
  readonly question: ParsedQuestion;
  readonly layout: TextLayout;
  readonly truth: Elements;
  /** Undefined if the prediction is not built like an answer, whatever its length, or never ended. */
  readonly predicted: Elements | undefined;
}

/** Reads both answers to a question. Throws if the question or the true answer is none. */
export function readAnswer({ question, answer, prediction }: AnswerTexts): AnsweredText {
  const parsed = parseQuestion(question);
  if (!parsed.ok) throw new Error(`The question is malformed at character ${parsed.at}: ${parsed.problem}.`);
  const layout = textLayout(parsed.record, parsed.hints);
  const truth = answerElements(layout, answer);
  if (!truth)
    throw new Error(`The true answer ${JSON.stringify(answer.trimEnd().slice(0, 60))} is malformed.`);
  return {
    question: parsed,
    answer,
    prediction,
    layout,
    truth,
    predicted: answerElements(layout, prediction),
  };
}

/** Numbers as texts print them: not the other notations that `Number` reads, such as `0x1` or nothing at all. */
const printedNumber = /^-?\d+(\.\d+)?(e-?\d+)?$/;
/** Whole ones have no negative zero. */
const wholeNumber = /^(\d+|-[1-9]\d*)$/;

/**
 * Whether a printed element says the true number, as `0.50` does where `0.5` is true: what the CLRS score counts. Nodes,
 * classes and bits are whole numbers, of which a point and the sign of a zero are as illegal here as they are for the parse
 * score.
 */
export const sameNumber = (truth: string, predicted: string): boolean =>
  truth === predicted ||
  ((wholeNumber.test(truth) ? wholeNumber : printedNumber).test(predicted) &&
    Number(predicted) === Number(truth));
