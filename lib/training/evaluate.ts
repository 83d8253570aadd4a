/** Scores of trained models: free-running answers of language models, predictions of reasoners. */
import type { AlgorithmName } from '../dataset/index.ts';
import { Interrupted, interrupted, pauseFor, stoppable } from '../backend/interruption.ts';
import { type ResultRow, mean, metricNames } from '../metric/index.ts';
import { MemoryBank } from '../model/transnar/index.ts';
import { answersTo } from './answer.ts';
import {
  type LanguageExperiment,
  type NarExperiment,
  type TextExperiment,
  commandOf,
  isDistillation,
  properName,
  variantOf,
} from '../experiment/index.ts';
import { type Asked, type Run, finishedEvaluation, readManifest, readPredictions } from '../store/index.ts';
import { isWritable } from '../store/atomic-file.ts';
import { writeEvaluation } from '../store/evaluations.ts';
import { allAnswered, writePredictions } from '../store/predictions.ts';
import { provenance } from '../store/provenance.ts';
import { holding } from '../store/run-lock.ts';
import { narScores } from './nar-score.ts';
import { type Progress, tracker } from './loop/progress.ts';
import type { TrainedLanguageModel, TrainedNar } from './trained.ts';

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
 * evaluated with the same settings is not computed again. Index hints are taken out before anything is scored or kept.
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
  { progress, signal }: EvaluationHooks,
  { keep } = { keep: true },
): Promise<ResultRow[]> {
  const { experiment, run, model, tokenizer, reasoner } = trained;
  const source = trained.distillation ?? experiment;
  const { algorithms, evaluation } = experiment;
  const groups = algorithms.flatMap((algorithm) => evaluation.sizes.map((size) => ({ algorithm, size })));
  const report = tracker(`evaluating ${source.name}`, groups.length, progress);
  // Problems are read once, so nothing is worth keeping.
  const bank = reasoner && new MemoryBank({ reasoner, readsAt: model.readsAt, limit: 0 });
  let predictions = readPredictions(run);
  const isOf = (group: ProblemGroup) => (answer: ProblemGroup) =>
    answer.algorithm === group.algorithm && answer.size === group.size;
  const answersOf = (group: ProblemGroup) => predictions.filter(isOf(group));
  const missing = groups.filter((group) => {
    const { algorithm, size } = group;
    const asked = { algorithms: [algorithm], sizes: [size], samples: evaluation.samples };
    return !allAnswered(predictions, asked) || answersOf(group).length !== evaluation.samples;
  });
  let done = groups.length - missing.length;
  report(done);
  const pause = pauseFor(signal);
  const stopped = (error: unknown): never => {
    if (!(error instanceof Interrupted) || !signal) throw error;
    throw interrupted(signal, `after ${done} of ${groups.length} parts`);
  };
  for (const group of missing) {
    const problems = { split: 'evaluation', ...group, samples: evaluation.samples } as const;
    const answerer = { experiment, model, tokenizer, bank };
    const answers = await answersTo(problems, answerer, pause).catch(stopped);
    const step = updatesOf(run, experiment);
    const others = predictions.filter((answer) => !isOf(group)(answer));
    predictions = [...others, ...answers.map((answer) => ({ ...answer, step }))];
    if (keep) writePredictions(run, predictions);
    report(++done, `${group.algorithm} ${group.size}`);
  }
  const rowOf = rowMaker(source, run, commandOf('evaluate text', source));
  const rows = groups.flatMap((group) => {
    const answers = answersOf(group);
    const seconds = answers.reduce((sum, answer) => sum + answer.seconds, 0);
    return metricNames.map((metric) => {
      const value = mean(answers.map((answer) => answer[metric]));
      return rowOf({ ...group, metric, value, samples: answers.length, seconds });
    });
  });
  if (keep) writeEvaluation(run, rows);
  return rows;
}

/** What an experiment's evaluation asks for. */
export const askedOf = ({
  algorithms,
  evaluation,
}: Pick<LanguageExperiment, 'algorithms' | 'evaluation'>): Asked => ({
  algorithms,
  ...evaluation,
});

/** CLRS scores of the reasoner itself, on graphs, and its share of valid answers, for every algorithm and the given sizes. */
export function evaluateNar(
  { nar, experiment, run }: TrainedNar,
  sizes: readonly number[],
  samples: number,
  { progress }: EvaluationHooks = {},
): ResultRow[] {
  const groups = experiment.algorithms.flatMap((algorithm) => sizes.map((size) => ({ algorithm, size })));
  const report = tracker(`evaluating ${experiment.name}`, groups.length, progress);
  const command = `${commandOf('evaluate nar', experiment)} --sizes ${sizes.join(',')} --samples ${samples}`;
  const rowOf = rowMaker(experiment, run, command);
  return groups.flatMap(({ algorithm, size }, done) => {
    const start = performance.now();
    const request = { algorithm, size, samples, split: 'evaluation', batch: experiment.data.batch } as const;
    const scores = narScores(nar, request);
    report(done + 1, `${algorithm} ${size}`);
    const seconds = (performance.now() - start) / 1000;
    return (['clrs', 'valid'] as const).map((metric) =>
      rowOf({ algorithm, size, metric, value: scores[metric], samples, seconds }),
    );
  });
}

type Measured = Pick<ResultRow, 'algorithm' | 'size' | 'metric' | 'value' | 'samples' | 'seconds'>;

function rowMaker(
  experiment: NarExperiment | TextExperiment,
  run: Run,
  command: string,
): (measured: Measured) => ResultRow {
  const { commit, hardware, backend } = provenance();
  const trained = isDistillation(experiment) ? experiment.student : experiment;
  const pretrained = 'initialisation' in trained && trained.initialisation.kind !== 'untrained';
  return (measured) => ({
    experiment: experiment.name,
    run: properName(run) ?? run.name,
    model: modelOf(experiment),
    variant: variantOf(experiment),
    initialisation: pretrained ? 'pretrained' : 'untrained',
    ...measured,
    seed: trained.seed,
    step: updatesOf(run, trained),
    command,
    commit,
    hardware: `${hardware}, engine ${backend}`,
    date: new Date().toISOString(),
  });
}

/** Updates that the parameters have seen: fewer than planned where training found them good enough. */
const updatesOf = (run: Run, { training }: Pick<NarExperiment | LanguageExperiment, 'training'>) =>
  readManifest(run).updates ?? training.updates;

function modelOf(experiment: NarExperiment | TextExperiment): ResultRow['model'] {
  if (isDistillation(experiment)) return 'distilled';
  if (!('transformer' in experiment)) return 'nar';
  return experiment.reader ? 'transnar' : 'transformer';
}
