/** Reasoners that go to google-deepmind/clrs and come from there: one file with their names, and scores on their problems. */
import type * as tf from '@tensorflow/tfjs';
import { z } from 'zod';
import { type AlgorithmName, algorithm, algorithmNames, collate, sampleStream } from '../dataset/index.ts';
import { preprocess } from '../dataset/transforms/index.ts';
import { checkExperiment } from '../experiment/index.ts';
import { evaluationPool } from '../metric/index.ts';
import { clrsNames } from '../model/nar/clrs-names.ts';
import { Nar, type NarConfig, narConfig, referenceNarConfig } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import { readCheckpoint, saveVariables } from '../store/checkpoint.ts';
import { fill } from '../store/fill.ts';
import { jsonOr } from '../store/json.ts';
import type { TrainedNar } from './trained.ts';

/** A reasoner that was made elsewhere. */
export interface ForeignReasoner {
  readonly nar: Nar;
  readonly algorithms: readonly AlgorithmName[];
  readonly config: NarConfig;
  readonly parameters: Parameters;
  /** Frees the parameters. */
  dispose(): void;
}

/** What the metadata of a file say, as JSON. */
const about = z.object({
  /** In the order of their indices. */
  algorithms: z.array(z.enum(algorithmNames)).nonempty(),
  config: narConfig,
});

/**
 * Writes the parameters of a reasoner under the reference's names, `module/parameter`, with its algorithms and its
 * configuration in the metadata; `examples/clrs_model.py` scores it there. Throws for a processor that the reference
 * does not have, and for fields of the configuration that it does not know.
 */
export function exportToClrs(path: string, { experiment, parameters }: TrainedNar): void {
  const { algorithms, model } = experiment;
  const own = Object.keys(model).find((field) => !(field in referenceNarConfig));
  if (own)
    throw new Error(`google-deepmind/clrs has no "${own}": reasoners of this configuration stay here.`);
  saveVariables(path, underTheirNames(parameters, algorithms), {
    algorithms: JSON.stringify(algorithms),
    config: JSON.stringify(model),
  });
}

function underTheirNames(
  parameters: Parameters,
  algorithms: readonly AlgorithmName[],
): ReadonlyMap<string, tf.Variable> {
  const own = parameters.entries();
  const names = clrsNames(own.keys(), algorithms);
  return new Map([...own].map(([name, variable]) => [names.get(name)!, variable]));
}

/**
 * The reasoner of a file that {@link exportToClrs} or `examples/clrs_model.py` wrote. Throws one message if there is no
 * such file, or if its tensors are not those of its configuration.
 */
export function importFromClrs(path: string): ForeignReasoner {
  const { tensors, metadata } = readCheckpoint(path, () => true);
  const { algorithms, config } = checkExperiment(
    about,
    {
      algorithms: jsonOr(metadata['algorithms'] ?? '', undefined),
      config: jsonOr(metadata['config'] ?? '', undefined),
    },
    `What ${path} says of its reasoner`,
  );
  const parameters = Parameters.blank();
  try {
    const nar = new Nar(config, algorithms, parameters);
    const variables = underTheirNames(parameters, algorithms);
    const extra = [...tensors.keys()].find((name) => !variables.has(name));
    if (extra !== undefined) {
      throw new Error(`${path} has a tensor "${extra}" that a reasoner of its configuration has not.`);
    }
    fill(variables, tensors, path);
    return { nar, algorithms, config, parameters, dispose: () => parameters.dispose() };
  } catch (error) {
    parameters.dispose();
    throw error;
  }
}

/** Problems of the reference's sampler, `clrs.build_sampler(algorithm, seed=seed, length=size)`. */
export interface ClrsProblems {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly seed: number;
  readonly samples: number;
}

/** The CLRS score on the first problems of the reference's sampler, positions on their regular grid as in its test. */
export function scoreOnClrs(
  { nar }: Pick<ForeignReasoner, 'nar'>,
  { algorithm: name, size, seed, samples }: ClrsProblems,
): number {
  const stream = sampleStream(algorithm(name), size, seed);
  const pool = evaluationPool();
  for (let done = 0; done < samples; done += together) {
    const count = Math.min(together, samples - done);
    const batch = collate(Array.from({ length: count }, () => preprocess(stream.next().value, {})));
    pool.add(batch.outputs, nar.predict(batch).outputs);
  }
  return pool.evaluation().score;
}

/** Problems that are computed at once. */
const together = 16;
