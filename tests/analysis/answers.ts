/** Hand-made answers to analyse. */
import { type AlgorithmName, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { textScores } from '../../lib/metric/index.ts';
import type { Prediction } from '../../lib/store/predictions.ts';

interface Said {
  readonly algorithm: AlgorithmName;
  readonly size?: number;
  readonly index?: number;
  /** Without the blank line, as `prediction` is where it says nothing else. */
  readonly answer: string;
  readonly prediction: string;
  readonly ended?: boolean;
}

/** What a model said where `answer` was right, to a question of the algorithm. */
export function said({ algorithm, size = 4, index = 0, answer, prediction, ended = true }: Said): Prediction {
  const { question } = formatSample(sampleAt(algorithm, size, 'analysis', index, { truncateDecimals: 3 }));
  const texts = { answer: `${answer}\n\n`, prediction: ended ? `${prediction}\n\n` : prediction };
  const scores = textScores(question, texts.answer, texts.prediction);
  return { algorithm, size, index, question, ...texts, ended, step: 10, seconds: 0.5, ...scores };
}

/** Answers about four nodes, all but the last to the same size. */
export const searches = (
  [
    ['[0 0 1 2]', true],
    ['[0 0 1 3]', true],
    ['[0 3 1 3]', true],
    ['[0 0 1]', true],
    ['[0 0 1 2 2]', true],
    ['0 0 1 2', true],
    ['[0 0 1 z]', true],
    ['[0 0 1 2', false],
  ] as const
).map(([prediction, ended], index) =>
  said({ algorithm: 'bfs', index, answer: '[0 0 1 2]', prediction, ended }),
);
