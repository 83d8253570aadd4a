/** What an answer says, element by element, beside the truth. */
import { algorithm, answerElements, parseQuestion, textLayout } from '../dataset/index.ts';
import type { TextField } from '../dataset/text/index.ts';
import type { Prediction } from '../store/index.ts';

/** The elements of an answer's outputs as printed, [output][row][column]; a number is one row of one. */
export type Elements = readonly (readonly (readonly string[])[])[];

export interface ReadAnswer {
  readonly outputs: readonly TextField[];
  readonly truth: Elements;
  /** Undefined if the prediction is not built like an answer, whatever its length, or never ended. */
  readonly predicted: Elements | undefined;
}

/** Of an answer with a trace, what follows the trace. Throws if the question or the true answer is none. */
export function readAnswer({
  question,
  answer,
  prediction,
}: Pick<Prediction, 'question' | 'answer' | 'prediction'>): ReadAnswer {
  const parsed = parseQuestion(question);
  if (!parsed.ok) throw new Error(`The question is malformed at character ${parsed.at}: ${parsed.problem}.`);
  const layout = textLayout(algorithm(parsed.algorithm), parsed.hints);
  const truth = answerElements(layout, answer);
  if (!truth) throw new Error(`The true answer ${JSON.stringify(answer.slice(0, 60))} is malformed.`);
  return { outputs: layout.outputs, truth, predicted: answerElements(layout, prediction) };
}
