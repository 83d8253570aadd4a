/** Which position each token gets. To add a way of drawing them: one file beside this one, and one row here. */
import type { RandomState } from '../../../random/index.ts';
import { type OptionsOf, anyOf, rowOf } from '../../kinds.ts';
import type { Drawing } from './drawing.ts';
import { randomised } from './randomised.ts';
import { sequential } from './sequential.ts';

const drawings = [sequential, randomised] as const;

/** The schema of ways to draw positions. */
export const positionScheme = anyOf(drawings);

/** A way of drawing positions, with its options, told apart by `kind`. */
export type PositionScheme = OptionsOf<typeof drawings>;

const drawingOf = ({ kind }: PositionScheme): Drawing => rowOf<Drawing>(drawings, kind);

/** The number that all positions are below; Infinity if the scheme gives a position to any token. */
export function positionLimit(scheme: PositionScheme): number {
  return drawingOf(scheme).limit(scheme);
}

/**
 * The scheme at `progress` (0 at the start of training, 1 at its end), without widening. It never narrows below
 * `length`, the longest sequence that has to fit.
 */
export function schemeAt(scheme: PositionScheme, progress: number, length: number): PositionScheme {
  return (drawingOf(scheme).at?.(scheme, progress, length) ?? scheme) as PositionScheme;
}

/**
 * `length` positions in rising order. For decoding, draw them once for prompt and answer together and use them in order.
 * Throws if there are too few numbers.
 */
export function drawPositions(scheme: PositionScheme, length: number, random: RandomState): Int32Array {
  const limit = positionLimit(scheme);
  if (length > limit) {
    throw new RangeError(`${length} tokens need positions below ${limit}: raise positions.maximum.`);
  }
  return drawingOf(scheme).draw(scheme, length, random);
}
