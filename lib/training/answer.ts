/** Answering problems in text: free-running greedy decoding, and the scores of what was written. */
import {
  type AlgorithmName,
  type TextSample,
  type Tokenizer,
  formatSample,
  transnarSampleAt,
  withoutIndexHints,
} from '../dataset/index.ts';
import type { LanguageExperiment } from '../experiment/index.ts';
import { textScores } from '../metric/index.ts';
import { type LanguageModel, answerBudget, generate } from '../model/transformer/index.ts';
import { type MemoryBank, disposeMemories } from '../model/transnar/index.ts';
import type { Prediction } from '../store/index.ts';
import { type Pause, pauseFor } from '../backend/interruption.ts';

/** Whoever answers. */
export interface Answerer {
  readonly experiment: Pick<LanguageExperiment, 'data' | 'seed'>;
  readonly model: LanguageModel;
  readonly tokenizer: Tokenizer;
  /** What a TransNAR reads. */
  readonly bank: MemoryBank | undefined;
}

/** The first problems of one algorithm and size that training never sees. */
export interface ProblemSet {
  readonly split: 'validation' | 'evaluation';
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly samples: number;
}

/** Every model answers the same problems, whatever its own seed. */
const problemSeed = 0;

/** The answers to a set of problems. Index hints are taken out before anything is scored. Awaits `pause` between tokens. */
export async function answersTo(
  { split, algorithm, size, samples }: ProblemSet,
  { experiment: { data, seed }, model, tokenizer, bank }: Answerer,
  pause: Pause = pauseFor(undefined),
): Promise<Omit<Prediction, 'step'>[]> {
  const problems = Array.from({ length: samples }, (_, index) => {
    const trajectory = transnarSampleAt(split, algorithm, size, problemSeed, index);
    return {
      key: `${split} ${algorithm} ${size} ${index}`,
      index,
      trajectory,
      shown: formatSample(trajectory, data),
      ...formatSample(trajectory, { hints: data.hints }),
    };
  });
  const budget = budgetOf(problems, tokenizer);
  const answers: Omit<Prediction, 'step'>[] = [];
  for (let first = 0; first < problems.length; first += data.batch) {
    const part = problems.slice(first, first + data.batch);
    await pause();
    const memory = bank?.memories(part) ?? [];
    const prompts = part.map(({ shown }) => ({ text: shown.question, budget }));
    const start = performance.now();
    const written = await generate(model, tokenizer, prompts, { memory, seed, pause }).finally(() =>
      disposeMemories(memory),
    );
    const seconds = (performance.now() - start) / 1000 / part.length;
    part.forEach(({ index, question, answer }, i) => {
      const { text, ended } = written[i];
      const prediction = data.indexHints ? withoutIndexHints(text) : text;
      const scores = textScores(question, answer, prediction);
      answers.push({ algorithm, size, index, seconds, question, answer, prediction, ended, ...scores });
    });
  }
  return answers;
}

/** One generous budget for all problems of a set, so that it does not tell one problem's answer from another's. */
function budgetOf(problems: readonly { shown: TextSample }[], tokenizer: Tokenizer): number {
  return answerBudget(Math.max(...problems.map(({ shown }) => tokenizer.encode(shown.answer).length)));
}
