import type { RandomState } from '../../random/index.ts';

/** `length` keys in [0, 1). */
export function keys(random: RandomState, length: number): { A: Float64Array } {
  return { A: random.uniforms(length) };
}
