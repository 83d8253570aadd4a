import type { AlgorithmName, SamplerOptions, Trajectory } from '../dataset/index.ts';
import { sampleAt } from '../dataset/index.ts';

/**
 * Where each part of the endless data begins: training counts up from 0 and never reaches the others. (Two draws of a
 * very small problem may still be the same problem by chance.)
 */
const firstIndex = { train: 0, validation: 1e9, evaluation: 2e9 } as const;
export type Split = keyof typeof firstIndex;

/** Every model is evaluated on the same problems, whatever its seed. */
const evaluationSeed = 0;

/** A problem of the CLRS-Text benchmark. */
export interface TextProblemRequest {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly split: Split;
  /** Seed of the training data; validation and evaluation are the same for all seeds. */
  readonly seed: number;
  readonly index: number;
  readonly decimals: number;
}

/** Problem `index` of a split, with the default sampler options, as CLRS-Text draws them. */
export function textProblem({
  algorithm,
  size,
  split,
  seed,
  index,
  decimals,
}: TextProblemRequest): Trajectory {
  const options: SamplerOptions = { truncateDecimals: decimals };
  return sampleAt(algorithm, size, seedOf(split, seed), firstIndex[split] + index, options);
}

/** The seed and first index of a split, for data that is asked for in batches. */
export function splitStart(split: Split, seed: number): { seed: number; first: number } {
  return { seed: seedOf(split, seed), first: firstIndex[split] };
}

const seedOf = (split: Split, seed: number) => (split === 'train' ? seed : evaluationSeed);
