/** How initial weights are drawn. */
import type { RandomState } from './random-state.ts';

/** One standard normal draw (Box-Muller, the cosine branch). */
export function normal(random: RandomState): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.double()));
  return radius * Math.cos(2 * Math.PI * random.double());
}

/** A standard normal draw conditioned on lying within two standard deviations, by rejection. */
export function truncatedNormal(random: RandomState): number {
  for (;;) {
    const value = normal(random);
    if (Math.abs(value) <= 2) return value;
  }
}
