import { type Key, RandomState, keyed } from '../random/index.ts';
import type { Algorithm, Arguments, SamplerOptions } from './algorithm.ts';
import { algorithm } from './registry.ts';
import type { Trajectory } from './trajectory.ts';
import { truncateArguments } from './truncation.ts';

/** The arguments of one problem, drawn from `random` exactly as the reference draws them. Throws below the minimum size. */
export function drawArguments(
  { name, minimumSize, sample }: Algorithm,
  random: RandomState,
  length: number,
  options: SamplerOptions = {},
): Arguments {
  if (!Number.isInteger(length) || length < minimumSize) {
    throw new RangeError(`${name} needs an integer size of at least ${minimumSize}, got ${length}.`);
  }
  return truncateArguments(sample(random, length, options), options.truncateDecimals ?? 0);
}

/** The reference's stream: samples drawn one after the other from `numpy.random.RandomState(seed)`. Endless. */
export function* sampleStream(
  name: string,
  length: number,
  seed: number,
  options: SamplerOptions = {},
): Generator<Trajectory, never> {
  const record = algorithm(name);
  const random = RandomState.seeded(seed);
  for (;;) yield record.trace(drawArguments(record, random, length, options));
}

/** Sample `index` of an endless data set, a pure function of its arguments: any worker can make any part. */
export function sampleAt(
  name: string,
  length: number,
  seed: Key,
  index: number,
  options: SamplerOptions = {},
): Trajectory {
  const record = algorithm(name);
  return record.trace(drawArguments(record, keyed(seed, name, length, index), length, options));
}
