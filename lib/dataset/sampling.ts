/** How problems are drawn: in the reference's stream, or any sample by its key. */
import { type Key, RandomState, keyed } from '../random/index.ts';
import type { Algorithm, Arguments, SamplerOptions, TraceOptions } from './algorithm.ts';
import { type AlgorithmChoice, algorithm } from './registry.ts';
import type { Trajectory } from './trajectory.ts';
import { truncateArguments } from './truncation.ts';

/** What a float can tell apart below 1. */
const mostDecimals = 15;

/** Numbers of one input, such as the cells of a matrix: 2 GiB. */
const mostInputs = 2 ** 28;

/** Refuses what cannot be drawn: throws for a size that is too small, or too large for memory, and for too many decimals. */
export function checkDraw(choice: AlgorithmChoice, length: number, options: SamplerOptions = {}): void {
  const { name, spec, minimumSizeWith } = algorithm(choice);
  const minimumSize = minimumSizeWith(options);
  const { truncateDecimals = 0 } = options;
  if (!(Number.isInteger(truncateDecimals) && truncateDecimals >= 0 && truncateDecimals <= mostDecimals)) {
    throw new RangeError(`Numbers are cut to 0 to ${mostDecimals} decimals, got ${truncateDecimals}.`);
  }
  if (!Number.isInteger(length) || length < minimumSize) {
    throw new RangeError(`${name} needs an integer size of at least ${minimumSize}, got ${length}.`);
  }
  const hasEdges = Object.values(spec).some(({ location }) => location === 'edge');
  if ((hasEdges ? length ** 2 : length) > mostInputs) {
    throw new RangeError(
      `${name} of size ${length} is more than fits memory: choose a size of at most ${hasEdges ? Math.sqrt(mostInputs) : mostInputs}.`,
    );
  }
}

/** The arguments of one problem, drawn from `random` exactly as the reference draws them. Throws as {@link checkDraw}. */
export function drawArguments(
  record: Algorithm,
  random: RandomState,
  length: number,
  options: SamplerOptions = {},
): Arguments {
  checkDraw(record, length, options);
  return truncateArguments(record.sample(random, length, options), options.truncateDecimals ?? 0);
}

/** The reference's stream: samples drawn one after the other from `numpy.random.RandomState(seed)`. Endless. */
export function* sampleStream(
  choice: AlgorithmChoice,
  length: number,
  seed: number,
  options: SamplerOptions = {},
  kept?: TraceOptions,
): Generator<Trajectory, never> {
  const record = algorithm(choice);
  const random = RandomState.seeded(seed);
  for (;;) yield record.trace(drawArguments(record, random, length, options), kept);
}

/** Sample `index` of an endless data set, a pure function of its arguments: any worker can make any part. */
export function sampleAt(
  choice: AlgorithmChoice,
  length: number,
  seed: Key,
  index: number,
  options: SamplerOptions = {},
  kept?: TraceOptions,
): Trajectory {
  const record = algorithm(choice);
  const random = keyed(seed, record.name, length, index);
  return record.trace(drawArguments(record, random, length, options), kept);
}
