/** Which problem sizes an experiment may ask for: those that can be drawn, so that none is refused after hours of training. */
import type { z } from 'zod';
import { type AlgorithmName, type SamplerOptions, checkDraw } from '../dataset/index.ts';
import { messageOf } from '../message.ts';

/** What is drawn for a nominal size, where that is not the size itself. */
type Draw = (
  algorithm: AlgorithmName,
  size: number,
) => { readonly size: number; readonly options?: SamplerOptions };

/** Adds an issue for the first size below each path (such as `data.sizes`) that some algorithm cannot have. */
export function refuseUndrawable(
  issues: z.RefinementCtx,
  algorithms: readonly AlgorithmName[],
  sizes: Readonly<Record<string, number | readonly number[] | undefined>>,
  draw: Draw = (_, size) => ({ size }),
): void {
  for (const [path, asked = []] of Object.entries(sizes)) {
    const message = firstRefusal(algorithms, [asked].flat(), draw);
    if (message) issues.addIssue({ code: 'custom', path: path.split('.'), message });
  }
}

function firstRefusal(
  algorithms: readonly AlgorithmName[],
  sizes: readonly number[],
  draw: Draw,
): string | undefined {
  try {
    for (const algorithm of algorithms) {
      for (const nominal of sizes) {
        const { size, options } = draw(algorithm, nominal);
        checkDraw(algorithm, size, options);
      }
    }
    return undefined;
  } catch (error) {
    // Without the full stop: the message becomes a part of one.
    return messageOf(error).replace(/\.$/, '');
  }
}
