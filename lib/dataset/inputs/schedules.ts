/** How activities and tasks are drawn. */
import type { RandomState } from '../../random/index.ts';
import type { SamplerOptions } from '../algorithm.ts';

/** Activities with start times s and finish times f in [0, 1), s <= f. */
export function activities(random: RandomState, length: number): { s: Float64Array; f: Float64Array } {
  const first = random.uniforms(length);
  const second = random.uniforms(length);
  return {
    s: first.map((time, i) => Math.min(time, second[i])),
    f: first.map((time, i) => Math.max(time, second[i])),
  };
}

/** Tasks with whole deadlines d in 1..`maxDeadline` and weights w in [0, 1). */
export function tasks(
  random: RandomState,
  length: number,
  { maxDeadline = length }: SamplerOptions,
): { d: Int32Array; w: Float64Array } {
  if (!(Number.isInteger(maxDeadline) && maxDeadline > 0)) {
    throw new RangeError(`The latest deadline is an integer of at least 1, got ${maxDeadline}.`);
  }
  const d = random.integers(length, maxDeadline).map((deadline) => deadline + 1);
  return { d, w: random.uniforms(length) };
}
