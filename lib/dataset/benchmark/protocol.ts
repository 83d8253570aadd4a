/** How CLRS-30 is run: the official splits, and how the reference trains its generalist (its run.py). */
import type { SamplerOptions } from '../algorithm.ts';
import { type AlgorithmChoice, algorithm } from '../registry.ts';
import { sampleStream } from '../sampling.ts';
import type { Trajectory } from '../trajectory.ts';

/** The parts of CLRS-30, under the reference's names. */
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

/** What an official split holds for an algorithm. */
export function officialPart(choice: AlgorithmChoice, split: OfficialSplit): OfficialPart {
  const part = officialParts[split];
  const { evaluationFactor = 1 } = algorithm(choice).benchmark;
  return split === 'train' ? part : { ...part, samples: part.samples * evaluationFactor };
}

/** The samples of an official split, in its order. */
export function* officialSamples(choice: AlgorithmChoice, split: OfficialSplit): Generator<Trajectory> {
  const { seed, size, samples } = officialPart(choice, split);
  const stream = sampleStream(choice, size, seed);
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
const validationSamples = 64;

/** How the reference trains an algorithm: fresh samples, with more variety than the official files. */
export function trainingProtocol(choice: AlgorithmChoice): TrainingProtocol {
  const { training, evaluationFactor = 1 } = algorithm(choice).benchmark;
  const { sizes = trainingSizes, options = { p: edgeProbabilities } } = training ?? {};
  const samples = validationSamples * evaluationFactor;
  return { sizes, options, validation: { size: Math.max(...sizes), samples } };
}
