/** What a run would cost on this machine. */
import { gpuPeakBytes } from '../backend/index.ts';
import type { TextExperiment } from '../experiment/index.ts';
import { trainingOf } from '../experiment/kinds.ts';
import { freshLearnerOf } from './fresh-learner.ts';
import { type Group, type LanguageTask, tokenCount } from './language-task.ts';
import { takeUpdate, withinMemory } from './loop/take-update.ts';
import { Optimizer } from '../optimizer/index.ts';

/** What a run would cost on this machine. */
export interface Plan {
  /** Parameters that are trained, and those that are only read: of a frozen reasoner, of a teacher. */
  readonly trainedParameters: number;
  readonly frozenParameters: number;
  readonly updates: number;
  /** Tokens of the measured update, padding included. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
  readonly secondsPerUpdate: number;
  /** The whole run, without evaluation. */
  readonly hours: number;
  /** Peak memory of this process. */
  readonly peakBytes: number;
  /** Of a GPU, where the engine has one and knows. */
  readonly gpuPeakBytes?: number;
}

export interface PlanOptions {
  /** Compute the whole update instead of the largest group of its batch. */
  readonly whole?: boolean | undefined;
  /** Rows of the token tables, such as the 50304 of GPT-NeoX; default: the tokenizer's. */
  readonly vocabulary?: number | undefined;
}

/**
 * Measures one real update of an experiment, on models with fresh weights, and extrapolates. Unless `whole`, only the
 * group with the most tokens is computed, which takes the most memory, and the time is scaled by tokens; the batch itself
 * is always made in full.
 */
export async function planOf(
  experiment: TextExperiment,
  { whole = false, vocabulary }: PlanOptions = {},
): Promise<Plan> {
  const training = trainingOf(experiment);
  const learner = freshLearnerOf(experiment, vocabulary);
  const { task } = learner;
  const optimizer = new Optimizer(task.parameters, training);
  try {
    const measured = await (task.elsewhere ? ofThreads : ofGroups)(task, optimizer, {
      whole,
      rate: training.schedule.peak,
    });
    const { tokens, secondsPerUpdate } = measured;
    const onGpu = gpuPeakBytes();
    return {
      trainedParameters: learner.trainedParameters,
      frozenParameters: learner.frozenParameters,
      updates: training.updates,
      tokens,
      tokensPerSecond: tokens / secondsPerUpdate,
      secondsPerUpdate,
      hours: (training.updates * secondsPerUpdate) / 3600,
      peakBytes: process.resourceUsage().maxRSS * 1024,
      ...(onGpu !== undefined && { gpuPeakBytes: onGpu }),
    };
  } finally {
    optimizer.dispose();
    learner.dispose();
  }
}

interface Measured {
  readonly tokens: number;
  readonly secondsPerUpdate: number;
}

interface MeasureOptions {
  readonly whole: boolean;
  readonly rate: number;
}

/** One update of threads that take its groups at the same time: always the whole one, after another. */
async function ofThreads(
  task: LanguageTask,
  optimizer: Optimizer,
  { rate }: MeasureOptions,
): Promise<Measured> {
  const take = () => takeUpdate(task, optimizer, { update: 0, learningRate: rate });
  await take();
  const [{ tokens = 0 }, secondsPerUpdate] = await timed(take);
  return { tokens, secondsPerUpdate };
}

async function ofGroups(
  task: LanguageTask,
  optimizer: Optimizer,
  { whole, rate }: MeasureOptions,
): Promise<Measured> {
  const [groups, batchSeconds] = await timed(() => task.batch(0));
  const largest = [largestOf(groups)];
  const measured = whole ? groups : largest;
  const update = (part: readonly Group[], count: number) =>
    withinMemory(task, () => optimizer.update(task.losses(part, 0), { learningRate: rate, count }));
  update(largest, 1); // The first update of a run costs more than the others, for memory that is new.
  const [, updateSeconds] = await timed(() => update(measured, 2));
  task.release(groups);
  const tokens = tokenCount(groups);
  return { tokens, secondsPerUpdate: batchSeconds + (updateSeconds * tokens) / tokenCount(measured) };
}

async function timed<T>(act: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await act();
  return [result, (performance.now() - start) / 1000];
}

const largestOf = (groups: readonly Group[]) =>
  groups.reduce((most, group) => (tokenCount([group]) > tokenCount([most]) ? group : most));
