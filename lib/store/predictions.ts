/** The answers of an evaluation, one JSON object a line in its folder, so that failures can be studied. */
import { join } from 'node:path';
import type { AlgorithmName } from '../dataset/index.ts';
import { type TextScores, metricNames, textScores } from '../metric/index.ts';
import type { EvaluationPlace } from './evaluations.ts';
import { linesOf, writeLines } from './json-lines.ts';

/** One answered problem. */
export interface Prediction extends TextScores {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly index: number;
  readonly question: string;
  readonly answer: string;
  readonly prediction: string;
  /** Whether the blank line came within the token budget. */
  readonly ended: boolean;
  /** Updates that the model had been trained for. */
  readonly step: number;
  /** Decoding time: that of its batch in equal parts. */
  readonly seconds: number;
}

const pathIn = ({ evaluation }: EvaluationPlace) => join(evaluation, 'predictions.jsonl');

/** The answers so far: whole groups, of one algorithm and size each. */
export function readPredictions(place: EvaluationPlace): Prediction[] {
  return linesOf(pathIn(place)).map((line) => scored(JSON.parse(line) as Prediction));
}

/** Answers that are older than a score get it now: they hold all that it is made of. */
function scored(answered: Prediction): Prediction {
  if (metricNames.every((metric) => metric in answered)) return answered;
  return { ...textScores(answered.question, answered.answer, answered.prediction), ...answered };
}

/** Replaces the answers. Throws as `writeAtomically` does. */
export function writePredictions(place: EvaluationPlace, predictions: readonly Prediction[]): void {
  writeLines(pathIn(place), predictions);
}
