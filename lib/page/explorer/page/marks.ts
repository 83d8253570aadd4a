/** Where a prediction departs from the truth, element by element where it can be read, else from the first difference on. */
import { readAnswer, sameNumber } from '../../../metric/answered-text.ts';
import type { ExplorerAnswer } from '../data.ts';

/** A piece of a text, and whether it is wrong. */
export interface Piece {
  readonly text: string;
  readonly wrong: boolean;
}

export function markedPrediction(answer: ExplorerAnswer): Piece[] {
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
