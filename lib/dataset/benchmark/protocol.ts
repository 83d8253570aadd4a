/** CLRS-30 as it is run: the official splits, and how the reference trains its generalist (its run.py). */
import type { SamplerOptions } from '../algorithm.ts';
import type { AlgorithmName } from '../names.ts';
import { sampleStream } from '../sampling.ts';
import type { Trajectory } from '../trajectory.ts';

export type OfficialSplit = 'train' | 'val' | 'test';

/** Samples 0 to `samples` - 1 of the reference's stream for `seed` at one size. */
export interface OfficialPart {
  readonly seed: number;
  readonly size: number;
  readonly samples: number;
}

const officialParts: Record<OfficialSplit, OfficialPart> = {
  train: { seed: 1, size: 16, samples: 1000 },
  val: { seed: 2, size: 16, samples: 32 },
  test: { seed: 3, size: 64, samples: 32 },
};

/** Algorithms with few scored values per sample are evaluated on more samples. */
const evaluationMultipliers: Partial<Record<AlgorithmName, number>> = {
  find_maximum_subarray_kadane: 32,
  quickselect: 64,
  minimum: 64,
  binary_search: 64,
  naive_string_matcher: 64,
  kmp_matcher: 64,
  segments_intersect: 64,
};

/** What an official split holds for an algorithm. */
export function officialPart(name: AlgorithmName, split: OfficialSplit): OfficialPart {
  const part = officialParts[split];
  const multiplier = split === 'train' ? 1 : (evaluationMultipliers[name] ?? 1);
  return { ...part, samples: part.samples * multiplier };
}

/** The samples of an official split, in its order. */
export function* officialSamples(name: AlgorithmName, split: OfficialSplit): Generator<Trajectory> {
  const { seed, size, samples } = officialPart(name, split);
  const stream = sampleStream(name, size, seed);
  for (let index = 0; index < samples; index++) yield stream.next().value;
}

/** Problem sizes and sampler options of a training protocol for one algorithm. */
export interface TrainingProtocol {
  /** One batch each in turn. */
  readonly sizes: readonly number[];
  readonly options: SamplerOptions;
  /** Validation: this many samples of this size, drawn with the same options. */
  readonly validation: { readonly size: number; readonly samples: number };
}

const trainingSizes = [4, 7, 11, 13, 16];
const edgeProbabilities = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/** Undirected algorithms that are about sparse graphs. */
const sparse: readonly AlgorithmName[] = ['articulation_points', 'bridges', 'mst_kruskal'];
/** Strings have one size, a haystack of 16 characters and a quarter of that as the needle, which then varies. */
const strings: readonly AlgorithmName[] = ['naive_string_matcher', 'kmp_matcher'];
const stringSize = 20;
const longestNeedle = 8;
const validationSamples = 64;

/** How the reference trains an algorithm: fresh samples, with more variety than the official files. */
export function trainingProtocol(name: AlgorithmName): TrainingProtocol {
  const isString = strings.includes(name);
  const p = sparse.includes(name)
    ? edgeProbabilities.map((probability) => probability / 2)
    : edgeProbabilities;
  return {
    sizes: isString ? [stringSize] : trainingSizes,
    options: isString ? { lengthNeedle: -longestNeedle } : { p },
    validation: {
      size: isString ? stringSize : Math.max(...trainingSizes),
      samples: validationSamples * (evaluationMultipliers[name] ?? 1),
    },
  };
}
