/** Where a prediction departs from the truth, element by element where it can be read, else from the first difference on. */
import { type AnswerTexts, readAnswer, sameNumber } from './answered-text.ts';

/** A piece of a text, and whether it is wrong. */
export interface Piece {
  readonly text: string;
  readonly wrong: boolean;
}

/** The pieces of a prediction, which make the whole of it but for its last line ends. Throws as {@link readAnswer} does. */
export function markedPrediction(answer: AnswerTexts): Piece[] {
  const { prediction } = answer;
  const { truth, predicted } = readAnswer(answer);
  if (!predicted) return fromFirstDifference(answer.answer, prediction);
  // Elements stand at the same place of the same output and row, so that one too many does not make all others wrong.
  const wrong = predicted.flatMap((rows, o) =>
    rows.flatMap((row, r) =>
      row.map((element, c) => {
        const right = truth[o]?.[r]?.[c];
        return right === undefined || !sameNumber(right, element);
      }),
    ),
  );
  const start = prediction.lastIndexOf(' | ') + 1;
  const pieces = prediction
    .slice(start)
    .trimEnd()
    .split(/([^\s[\](),|]+)/);
  return [
    { text: prediction.slice(0, start), wrong: false },
    ...pieces.map((text, i) => ({ text, wrong: i % 2 === 1 && wrong[(i - 1) / 2] })),
  ].filter(({ text }) => text !== '');
}

function fromFirstDifference(truth: string, prediction: string): Piece[] {
  let same = 0;
  while (same < prediction.length && prediction[same] === truth[same]) same++;
  return [
    { text: prediction.slice(0, same), wrong: false },
    { text: prediction.slice(same), wrong: true },
  ].filter(({ text }) => text !== '');
}
