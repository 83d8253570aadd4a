import { Nar } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import { type LanguageExperiment, checkExperiment, languageExperiment } from './experiment.ts';
import { type Group, languageTask } from './language-task.ts';
import { languageModelOf, reasonerOf, recallOf, tokenizerNamed, trainedParameters } from './models.ts';
import { Adam } from './optimizer.ts';

/** What a run would cost on this machine. */
export interface Plan {
  /** Parameters that are trained, and those of a frozen reasoner. */
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
}

/**
 * Measures one real update of an experiment, on models with fresh weights, and extrapolates. Unless `whole`, only the
 * group with the most tokens is computed, which takes the most memory, and the time is scaled by tokens; the batch itself
 * is always made in full.
 */
export async function planOf(experiment: LanguageExperiment, whole = false): Promise<Plan> {
  checkExperiment(languageExperiment, experiment);
  const { reader, seed, training } = experiment;
  const tokenizer = tokenizerNamed(experiment.tokenizer);
  const [parameters, narParameters] = [Parameters.seeded(seed), Parameters.seeded(seed)];
  const reasoner = reader
    ? reasonerOf(new Nar(reader.nar.model, reader.nar.algorithms, narParameters), reader)
    : undefined;
  const model = languageModelOf(experiment, tokenizer.size, parameters, reasoner?.memoryWidths);
  const trained = trainedParameters(experiment, parameters, narParameters);
  const recall = recallOf(experiment, reasoner, model, 0);
  const task = languageTask(experiment, model, trained, tokenizer, recall);
  const adam = new Adam(task.parameters, training.adam);
  try {
    const [groups, batchSeconds] = await timed(() => task.batch(0));
    const measured = whole ? groups : [largest(groups)];
    const losses = task.losses(measured, 0);
    const [, updateSeconds] = await timed(() => adam.update(losses, training.schedule.peak, 1));
    task.release?.(groups);
    const tokens = tokensOf(groups);
    const secondsPerUpdate = batchSeconds + (updateSeconds * tokens) / tokensOf(measured);
    return {
      trainedParameters: sum([...trained.values()].map(({ size }) => size)),
      frozenParameters: reader?.frozen ? narParameters.count() : 0,
      updates: training.updates,
      tokens,
      tokensPerSecond: tokens / secondsPerUpdate,
      secondsPerUpdate,
      hours: (training.updates * secondsPerUpdate) / 3600,
      peakBytes: process.resourceUsage().maxRSS * 1024,
    };
  } finally {
    adam.dispose();
    parameters.dispose();
    narParameters.dispose();
  }
}

async function timed<T>(act: () => T | Promise<T>): Promise<[T, number]> {
  const start = performance.now();
  const result = await act();
  return [result, (performance.now() - start) / 1000];
}

const largest = (groups: readonly Group[]) =>
  groups.reduce((most, group) => (tokensOf([group]) > tokensOf([most]) ? group : most));

const tokensOf = (groups: readonly Group[]) => sum(groups.map(({ tokens }) => tokens.size * tokens.length));

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
