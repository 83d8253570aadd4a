/** The answers of an evaluation, one JSON object a line in its folder, so that failures can be studied. */
import { join } from 'node:path';
import { z } from 'zod';
import { type AlgorithmName, algorithmNames } from '../dataset/index.ts';
import { type TextScores, byMetric, metricNames, textScores } from '../metric/index.ts';
import { checkedBy, readJsonLines, writeLines } from './json-lines.ts';
import { lastRead } from './last-read.ts';
import type { Origin } from './provenance.ts';

/** Where an evaluation is. */
export interface EvaluationPlace {
  readonly evaluation: string;
}

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
  /** What wrote it; absent in answers that are older than this field. */
  readonly made?: Origin | undefined;
}

const pathIn = ({ evaluation }: EvaluationPlace) => join(evaluation, 'predictions.jsonl');

/** A line: answers that are older than a score do not have it. */
type Answered = Omit<Prediction, keyof TextScores> & Partial<TextScores>;

/** What newer versions add is kept. */
const answeredLine = z.looseObject({
  algorithm: z.enum(algorithmNames),
  size: z.int().positive(),
  index: z.int().nonnegative(),
  question: z.string(),
  answer: z.string(),
  prediction: z.string(),
  ended: z.boolean(),
  step: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  made: z
    .looseObject({ commit: z.string(), hardware: z.string(), date: z.iso.datetime({ offset: true }) })
    .optional(),
  ...byMetric(() => z.number().min(0).max(1).optional()),
}) as z.ZodType<Answered>;

const checkLine = checkedBy(answeredLine);

/** The answers so far: whole groups, of one algorithm and size each. Throws one message that names a damaged line. */
export function readPredictions(place: EvaluationPlace): Prediction[] {
  return readJsonLines(pathIn(place), checkLine).map(scored);
}

/** Problems that were asked for: the first `samples` of every algorithm and size. */
export interface Asked {
  readonly algorithms: readonly AlgorithmName[];
  readonly sizes: readonly number[];
  readonly samples: number;
}

/** Which problem an answer is of. */
type Problem = Pick<Prediction, 'algorithm' | 'size' | 'index'>;

/** What a problem is known by among those of one purpose and seed. */
export const problemKey = ({ algorithm, size, index }: Problem): string => `${algorithm} ${size} ${index}`;

/** Whether each problem that was asked for is among these answers. */
export function allAnswered(answers: readonly Problem[], { algorithms, sizes, samples }: Asked): boolean {
  const found = new Set(answers.map(problemKey));
  const indices = Array.from({ length: samples }, (_, index) => index);
  return algorithms.every((algorithm) =>
    sizes.every((size) => indices.every((index) => found.has(problemKey({ algorithm, size, index })))),
  );
}

/** Kept without the texts, which are long: the state of a campaign is asked for again and again. */
const problemsAt = lastRead((path): readonly Problem[] =>
  readJsonLines(path, checkLine).map(({ algorithm, size, index }) => ({ algorithm, size, index })),
);

/** As {@link allAnswered}, of the answers so far. Throws as {@link readPredictions} does. */
export const answeredAll = (place: EvaluationPlace, asked: Asked): boolean =>
  allAnswered(problemsAt(pathIn(place)), asked);

/** Answers that are older than a score get it now: they hold all that it is made of. */
function scored(answered: Answered): Prediction {
  if (isScored(answered)) return answered;
  return { ...textScores(answered.question, answered.answer, answered.prediction), ...answered };
}

const isScored = (answered: Answered): answered is Prediction =>
  metricNames.every((metric) => answered[metric] !== undefined);

/** Replaces the answers. Throws as `writeAtomically` does. */
export function writePredictions(place: EvaluationPlace, predictions: readonly Prediction[]): void {
  writeLines(pathIn(place), predictions);
}
