/** How lists of numbers are drawn. */
import type { RandomState } from '../../random/index.ts';

/** `length` keys in [0, 1). */
export function keys(random: RandomState, length: number): { A: Float64Array } {
  return { A: random.uniforms(length) };
}

/** `length` keys in [-1, 1). */
export function signedKeys(random: RandomState, length: number): { A: Float64Array } {
  return { A: random.uniforms(length, -1, 1) };
}

/** Ascending keys and a target to look for, all in [0, 1). */
export function sortedKeysAndTarget(random: RandomState, length: number): { x: number; A: Float64Array } {
  const A = random.uniforms(length).sort();
  return { x: random.double(), A };
}

/** Dimensions of `length` - 1 matrices, in [0, 1). */
export function dimensions(random: RandomState, length: number): { p: Float64Array } {
  return { p: random.uniforms(length) };
}

/** Probabilities of `length` keys (p) and of the `length` + 1 gaps around them (q); together they sum to 1. */
export function searchProbabilities(
  random: RandomState,
  length: number,
): { p: Float64Array; q: Float64Array } {
  const drawn = random.uniforms(2 * length + 1);
  const total = pairwiseSum(drawn, 0, drawn.length);
  const probabilities = drawn.map((x) => x / total);
  return { p: probabilities.slice(0, length), q: probabilities.slice(length) };
}

/** The sum of `count` values from `start` in NumPy's order of addition, which decides its last digits. */
function pairwiseSum(values: Float64Array, start: number, count: number): number {
  if (count > 128) {
    const half = Math.trunc(count / 16) * 8;
    return pairwiseSum(values, start, half) + pairwiseSum(values, start + half, count - half);
  }
  const lanes = new Float64Array(8);
  const whole = count - (count % 8);
  for (let i = 0; i < whole; i++) lanes[i % 8] += values[start + i];
  const [a, b, c, d, e, f, g, h] = lanes;
  let sum = a + b + (c + d) + (e + f + (g + h));
  for (let i = whole; i < count; i++) sum += values[start + i];
  return sum;
}
