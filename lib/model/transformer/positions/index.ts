/** How the model sees positions. To add an encoding: one file beside this one, and one row here. */
import { type OptionsOf, anyOf, rowOf } from '../../kinds.ts';
import type { Parameters } from '../../parameters.ts';
import { alibi } from './alibi.ts';
import type { EncodingRow, EncodingSizes, PositionEncoding } from './encoding.ts';
import { fire } from './fire.ts';
import { learned } from './learned.ts';
import { none } from './none.ts';
import { rotary } from './rotary.ts';

const encodings = [rotary, none, learned, alibi, fire] as const;

export const encodingOptions = anyOf(encodings);

export type EncodingOptions = OptionsOf<typeof encodings>;

const encodingOf = ({ kind }: EncodingOptions): EncodingRow => rowOf<EncodingRow>(encodings, kind);

/** What is wrong with an encoding for a Transformer of this size, if anything. */
export function encodingProblem(options: EncodingOptions, sizes: EncodingSizes): string | undefined {
  return encodingOf(options).problem?.(options, sizes);
}

/** The encoding; its parameters that are not a block's are made below `parameters`. */
export function positionEncoding(
  options: EncodingOptions,
  sizes: EncodingSizes,
  parameters: Parameters,
): PositionEncoding {
  return encodingOf(options).make(options, sizes, parameters);
}
