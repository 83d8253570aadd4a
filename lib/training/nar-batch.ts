/** One batch of a reasoner, named by what it is made of. */
import { type Batch, type SamplerOptions, algorithm, collate, sampleAt } from '../dataset/index.ts';
import { preprocess } from '../dataset/transforms/index.ts';
import { type Key, keyed } from '../random/index.ts';

/** Names one batch of the NAR: the same request gives the same batch, wherever it is made. */
export interface NarBatchRequest {
  readonly algorithm: string;
  readonly size: number;
  readonly seed: Key;
  /** Index of the first sample; the others follow. */
  readonly first: number;
  readonly count: number;
  readonly options: SamplerOptions;
  /** Random positions (training and validation) or the regular grid (test). */
  readonly randomPositions: boolean;
}

/** Samples `first` to `first + count - 1` as the model sees them. */
export function makeNarBatch(request: NarBatchRequest): Batch {
  const { size, seed, first, count, options, randomPositions } = request;
  const { name } = algorithm(request.algorithm);
  const trajectories = Array.from({ length: count }, (_, i) => {
    const trajectory = sampleAt(name, size, seed, first + i, options);
    return preprocess(
      trajectory,
      randomPositions ? { random: keyed(seed, 'positions', name, size, first + i) } : {},
    );
  });
  return collate(trajectories);
}
