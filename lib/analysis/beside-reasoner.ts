/** The reasoner's own answers, as text, beside those of the models that read it or do not. */
import {
  type Feature,
  type Features,
  type Trajectory,
  collate,
  formatSample,
  preprocess,
  retrace,
} from '../dataset/index.ts';
import { type TextScores, grouped, textScores } from '../metric/index.ts';
import { chunks } from '../metric/chunks.ts';
import { fusePermutations } from '../metric/permutations.ts';
import type { Nar } from '../model/nar/index.ts';
import { readQuestion } from '../model/transnar/solve.ts';
import type { NarExperiment } from '../experiment/index.ts';
import { type Prediction, problemKey } from '../store/index.ts';
import { type ProblemSet, byProblemSet } from './problem-sets.ts';

/** What decides, such as a trained reasoner. */
export interface Deciding {
  readonly nar: Pick<Nar, 'predict'>;
  readonly experiment: Pick<NarExperiment, 'data' | 'training'>;
}

/**
 * What the reasoner itself decides on the problems of some predictions, written as text without a trace and scored as
 * text is: a result row of the reasoner is not, since it pools other problems and scores masks by F1. What the truth
 * marks as not to be scored is copied from it, and a permutation that is no single chain gives a list that is too short.
 */
export function reasonerAnswers(
  { nar, experiment }: Deciding,
  predictions: readonly Pick<Prediction, 'algorithm' | 'size' | 'index' | 'question'>[],
): Prediction[] {
  const problems = predictions.map(({ algorithm, size, index, question }) => {
    return { algorithm, size, index, trajectory: retrace(readQuestion(question)) };
  });
  // Graphs of one algorithm and number of nodes are decided together, without padding.
  const groups = grouped(problems, ({ algorithm, trajectory }) => `${algorithm} ${trajectory.nodes}`);
  return groups.flatMap((group) =>
    chunks(group, experiment.data.batch).flatMap((chunk) => {
      const start = performance.now();
      const { outputs } = nar.predict(collate(chunk.map(({ trajectory }) => preprocess(trajectory))));
      const answers = answersBy(
        outputs,
        chunk.map(({ trajectory }) => trajectory),
      );
      const seconds = (performance.now() - start) / 1000 / chunk.length;
      const step = experiment.training.updates;
      return chunk.map(({ algorithm, size, index }, b): Prediction => {
        return { algorithm, size, index, ...answers[b], ended: true, step, seconds };
      });
    }),
  );
}

/** A decision as the text that it comes to, beside the truth, and scored as text is. */
export type DecidedAnswer = Pick<Prediction, 'question' | 'answer' | 'prediction'> & TextScores;

/** What decided outputs of a batch of problems come to. What the truth marks as not to be scored is copied from it. */
export function answersBy(decided: Features, problems: readonly Trajectory[]): DecidedAnswer[] {
  const fused = Object.values(fusePermutations(decided));
  return problems.map((trajectory, b) => {
    const { question, answer } = formatSample(trajectory);
    const outputs = outputsOf(fused, b, problems.length, trajectory);
    const { answer: prediction } = formatSample({ ...trajectory, outputs });
    return { question, answer, prediction, ...textScores(question, answer, prediction) };
  });
}

/** Sample b of `count`, in the form in which its algorithm reports outputs. */
function outputsOf(decided: readonly Feature[], b: number, count: number, { outputs }: Trajectory): Features {
  const own = decided.map(({ name, data }): [string, Feature] => {
    const truth = outputs[name];
    const values = data.slice((b * data.length) / count, ((b + 1) * data.length) / count);
    const width = truth.classes || 1;
    for (let at = 0; at < values.length; at += width) {
      const row = truth.data.subarray(at, at + width);
      if (row.includes(-1)) values.set(row, at);
    }
    return [name, { ...truth, data: values }];
  });
  return Object.fromEntries(own);
}

/** On how many problems of a problem set two models are right, both or one alone. */
export interface Agreement extends ProblemSet {
  readonly problems: number;
  readonly both: number;
  readonly onlyFirst: number;
  readonly onlySecond: number;
  readonly neither: number;
}

/**
 * Compares two models problem by problem; right is what has all elements right. With the reasoner's answers first,
 * `onlyFirst` counts what the reasoner knew and its reader did not say. Throws if the problems are not the same.
 */
export function agreements(first: readonly Prediction[], second: readonly Prediction[]): Agreement[] {
  const others = new Map(second.map((each) => [problemKey(each), each]));
  const pairs = first.map((each) => {
    const other = others.get(problemKey(each));
    if (!other || first.length !== second.length || !sameProblem(each, other)) {
      throw new Error(
        `The two models answer other problems (${problemKey(each)}): compare answers to the same ones.`,
      );
    }
    return { algorithm: each.algorithm, size: each.size, first: each.clrs === 1, second: other.clrs === 1 };
  });
  return byProblemSet(pairs).map(({ algorithm, size, answers }) => {
    const having = (one: boolean, two: boolean) =>
      answers.filter((pair) => pair.first === one && pair.second === two).length;
    return {
      algorithm,
      size,
      problems: answers.length,
      both: having(true, true),
      onlyFirst: having(true, false),
      onlySecond: having(false, true),
      neither: having(false, false),
    };
  });
}

/** Questions with a trace and without one ask the same if their inputs are. */
function sameProblem(a: Prediction, b: Prediction): boolean {
  return a.question === b.question || inputsOf(a) === inputsOf(b);
}

const inputsOf = ({ question }: Prediction) => {
  const { inputs } = readQuestion(question);
  return Object.entries(inputs)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join('; ');
};
