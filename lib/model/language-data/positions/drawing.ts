/** What a way of drawing positions is: one row of the registry beside it. */
import type { z } from 'zod';
import type { RandomState } from '../../../random/index.ts';
import type { KindSchema } from '../../kinds.ts';

/** How the positions of a sequence's tokens are drawn; `S` is the schema of its options. */
export interface Drawing<S extends KindSchema = KindSchema> {
  readonly schema: S;
  /** Every position is below this. */
  limit(options: z.infer<S>): number;
  /** `length` positions in rising order; `length` is at most the limit. */
  draw(options: z.infer<S>, length: number, random: RandomState): Int32Array;
  /**
   * The options at `progress` in training (0 at its start, 1 at its end), for sequences of up to `length` tokens; absent:
   * always the same.
   */
  at?(options: z.infer<S>, progress: number, length: number): z.infer<S>;
}

/** A row as it is, with the types of its options. */
export const defineDrawing = <S extends KindSchema>(drawing: Drawing<S>): Drawing<S> => drawing;
