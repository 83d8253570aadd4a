/** How far a score may be off because only some problems were asked. */
import { normal95 } from '../analysis/scores.ts';

export const intervalName = '95 % intervals over the problems (Wilson)';

/**
 * Wilson's 95 % interval of a mean of `samples` scores. It is made for scores of 0 and 1; where answers can be partly
 * right, scores of the same mean vary less, so the interval is rather too wide than too narrow, and so it is for a mean
 * over algorithms, which counts the samples of all (Wilson, JASA 22, 1927).
 */
export function wilson(score: number, samples: number): [low: number, high: number] {
  const weight = normal95 ** 2 / samples;
  const center = (score + weight / 2) / (1 + weight);
  const reach =
    (normal95 * Math.sqrt((score * (1 - score)) / samples + weight / (4 * samples))) / (1 + weight);
  // The ends of 0 and 1 are 0 and 1 themselves, but for the last bit.
  return [Math.max(0, center - reach), Math.min(1, center + reach)];
}
