/** Scores of language models: what they answer when they run freely. */
import type { AlgorithmName } from '../dataset/index.ts';
import { Interrupted, interrupted, pauseFor, stoppable } from '../backend/interruption.ts';
import { type ResultRow, mean, metricNames } from '../metric/index.ts';
import { MemoryBank } from '../model/transnar/index.ts';
import { answersTo } from './answer.ts';
import { type LanguageExperiment, commandOf } from '../experiment/index.ts';
import {
  type Asked,
  type Prediction,
  finishedEvaluation,
  readEvaluation,
  readPredictions,
} from '../store/index.ts';
import { isWritable } from '../store/atomic-file.ts';
import { writeEvaluation } from '../store/evaluations.ts';
import { allAnswered, writePredictions } from '../store/predictions.ts';
import { type Origin, originNow } from '../store/provenance.ts';
import { holding } from '../store/run-lock.ts';
import { type Progress, tracker } from './loop/progress.ts';
import { rowMaker, updatesOf } from './row-maker.ts';
import type { TrainedLanguageModel } from './trained.ts';

/** What an evaluation tells while it runs, and how it is interrupted. */
export interface EvaluationHooks {
  readonly progress?: Progress | undefined;
  /** Aborting ends an evaluation of text at the next token, with an error that says how to resume; default: ■ in a notebook. */
  readonly signal?: AbortSignal | undefined;
  /** Told where the answers cannot be kept. */
  readonly notice?: ((text: string) => void) | undefined;
}

/** Problems that are scored together. */
interface ProblemGroup {
  readonly algorithm: AlgorithmName;
  readonly size: number;
}

/**
 * Free-running greedy decoding of fresh problems: the mean of each score for every algorithm and evaluation size. The
 * answers themselves go to predictions.jsonl in the evaluation's folder, group by group: an interrupted evaluation goes on
 * after the last group that was finished, and groups of which an answer is missing are answered again. What has been
 * evaluated with the same settings is not computed again. Rows say what made their answers, which may be older than they. Index hints are taken out before anything is scored or kept.
 * Throws one message that names file and line where what was kept is damaged.
 */
export async function evaluateLanguageModel(
  trained: TrainedLanguageModel,
  hooks: EvaluationHooks = {},
): Promise<ResultRow[]> {
  const known = finishedEvaluation(trained.run, askedOf(trained.experiment));
  return known ?? stoppable(hooks, (own) => evaluateNow(trained, own));
}

function evaluateNow(trained: TrainedLanguageModel, hooks: EvaluationHooks): Promise<ResultRow[]> {
  if (isWritable(trained.run.folder)) return holding(trained.run, () => evaluate(trained, hooks));
  hooks.notice?.(`${trained.run.folder} is read-only: the answers are scored, and not kept.`);
  return evaluate(trained, hooks, { keep: false });
}

async function evaluate(
  trained: TrainedLanguageModel,
  hooks: EvaluationHooks,
  { keep } = { keep: true },
): Promise<ResultRow[]> {
  const rows = rowsOf(trained, await answersOf(trained, hooks, keep));
  if (keep) writeEvaluation(trained.run, rows);
  return rows;
}

const groupsOf = ({ algorithms, evaluation }: LanguageExperiment): ProblemGroup[] =>
  algorithms.flatMap((algorithm) => evaluation.sizes.map((size) => ({ algorithm, size })));

const isOf = (group: ProblemGroup) => (other: ProblemGroup) =>
  other.algorithm === group.algorithm && other.size === group.size;

/** The answers to all groups: those that were kept, and the missing ones, answered now. */
async function answersOf(
  { experiment, distillation, run, model, tokenizer, reasoner }: TrainedLanguageModel,
  { progress, signal }: EvaluationHooks,
  keep: boolean,
): Promise<Prediction[]> {
  const { samples } = experiment.evaluation;
  const groups = groupsOf(experiment);
  const { name } = distillation ?? experiment;
  const report = tracker(`evaluating ${name}`, groups.length, progress);
  // Problems are read once, so nothing is worth keeping.
  const bank = reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit: 0 });
  let predictions = readPredictions(run);
  const missing = groups.filter(({ algorithm, size }) => {
    const own = predictions.filter(isOf({ algorithm, size }));
    return own.length !== samples || !allAnswered(own, { algorithms: [algorithm], sizes: [size], samples });
  });
  let done = groups.length - missing.length;
  report(done);
  const pause = pauseFor(signal);
  const stopped = (error: unknown): never => {
    if (!(error instanceof Interrupted) || !signal) throw error;
    throw interrupted(signal, `after ${done} of ${groups.length} parts`);
  };
  for (const group of missing) {
    const problems = { split: 'evaluation', ...group, samples } as const;
    const answerer = { experiment, model, tokenizer, bank };
    const answers = await answersTo(problems, answerer, pause).catch(stopped);
    const by = { step: updatesOf(run, experiment), made: originNow() };
    const others = predictions.filter((answer) => !isOf(group)(answer));
    predictions = [...others, ...answers.map((answer) => ({ ...answer, ...by }))];
    if (keep) writePredictions(run, predictions);
    report(++done, `${group.algorithm} ${group.size}`);
  }
  return predictions;
}

/** The mean scores of each group. */
function rowsOf(
  { experiment, distillation, run }: TrainedLanguageModel,
  predictions: readonly Prediction[],
): ResultRow[] {
  const source = distillation ?? experiment;
  const rowOf = rowMaker(source, run, commandOf('evaluate text', source));
  const known = readEvaluation(run) ?? [];
  return groupsOf(experiment).flatMap((group) => {
    const answers = predictions.filter(isOf(group));
    const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
    // Rows of other answers took another time.
    const before = known.find((row) => isOf(group)(row) && row.seconds === seconds);
    const made = answers[0].made ?? before ?? unknownOrigin();
    return metricNames.map((metric) => {
      const value = mean(answers.map((answer) => answer[metric]));
      return rowOf({ ...group, metric, value, samples: answers.length, seconds }, made);
    });
  });
}

/** Of answers that do not say what made them, and are of no rows that do: all that is known is when they are scored. */
const unknownOrigin = (): Origin => ({
  commit: 'unknown',
  hardware: 'unknown',
  date: new Date().toISOString(),
});

/** What an experiment's evaluation asks for. */
export const askedOf = ({
  algorithms,
  evaluation,
}: Pick<LanguageExperiment, 'algorithms' | 'evaluation'>): Asked => ({
  algorithms,
  ...evaluation,
});
