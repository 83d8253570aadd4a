/** How far a score may be off because only some problems were asked. */

export const intervalName = '95 % intervals over the problems (Wilson)';

/** The quantile of the normal distribution that leaves 2.5 % above it. */
const z = 1.959964;

/**
 * Wilson's 95 % interval of a mean of `samples` scores. It is made for scores of 0 and 1; where answers can be partly
 * right, scores of the same mean vary less, so the interval is rather too wide than too narrow, and so it is for a mean
 * over algorithms, which counts the samples of all (Wilson, JASA 22, 1927).
 */
export function wilson(score: number, samples: number): [low: number, high: number] {
  const weight = z ** 2 / samples;
  const center = (score + weight / 2) / (1 + weight);
  const reach = (z * Math.sqrt((score * (1 - score)) / samples + weight / (4 * samples))) / (1 + weight);
  // The ends of 0 and 1 are 0 and 1 themselves, but for the last bit.
  return [Math.max(0, center - reach), Math.min(1, center + reach)];
}
