/** How problems are drawn: in the reference's stream, or any sample by its key. */
import { type Key, RandomState, keyed } from '../random/index.ts';
import type { Algorithm, Arguments, SamplerOptions } from './algorithm.ts';
import { type AlgorithmChoice, algorithm } from './registry.ts';
import type { Trajectory } from './trajectory.ts';
import { truncateArguments } from './truncation.ts';

/** The arguments of one problem, drawn from `random` exactly as the reference draws them. Throws below the minimum size. */
export function drawArguments(
  { name, sample, minimumSizeWith }: Algorithm,
  random: RandomState,
  length: number,
  options: SamplerOptions = {},
): Arguments {
  const minimumSize = minimumSizeWith(options);
  if (!Number.isInteger(length) || length < minimumSize) {
    throw new RangeError(`${name} needs an integer size of at least ${minimumSize}, got ${length}.`);
  }
  return truncateArguments(sample(random, length, options), options.truncateDecimals ?? 0);
}

/** The reference's stream: samples drawn one after the other from `numpy.random.RandomState(seed)`. Endless. */
export function* sampleStream(
  choice: AlgorithmChoice,
  length: number,
  seed: number,
  options: SamplerOptions = {},
): Generator<Trajectory, never> {
  const record = algorithm(choice);
  const random = RandomState.seeded(seed);
  for (;;) yield record.trace(drawArguments(record, random, length, options));
}

/** Sample `index` of an endless data set, a pure function of its arguments: any worker can make any part. */
export function sampleAt(
  choice: AlgorithmChoice,
  length: number,
  seed: Key,
  index: number,
  options: SamplerOptions = {},
): Trajectory {
  const record = algorithm(choice);
  return record.trace(drawArguments(record, keyed(seed, record.name, length, index), length, options));
}
