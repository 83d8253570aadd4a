/** What the reasoner trains on at each size. */
import { type AlgorithmName, type SamplerOptions, trainingProtocol } from '../dataset/index.ts';

/** What the sampler is asked for when the reasoner trains at nominal `size`. */
export interface TrainingDraw {
  readonly size: number;
  readonly options: SamplerOptions;
}

/**
 * The reference's training options at any size. Strings get a haystack of about `size` characters and a needle of up to
 * half of that, which at 16 is the reference's choice; the reference has them at 16 alone, but a reasoner that is read
 * at small sizes has to know small strings too.
 */
export function trainingDraw(name: AlgorithmName, size: number): TrainingDraw {
  const { options } = trainingProtocol(name);
  if (options.lengthNeedle === undefined) return { size, options };
  return { size: Math.floor((size * 5) / 4), options: { lengthNeedle: -Math.floor(size / 2) } };
}
