/** What the embedding of a token sees: the token, and those right before it. */
import * as tf from '@tensorflow/tfjs';
import { lookUp } from '../nn/look-up.ts';
import type { Initializer } from '../initializers.ts';
import type { Parameters } from '../parameters.ts';

export interface TokenEmbedding {
  /** [V, D], the tokens' own. */
  readonly table: tf.Tensor2D;
  /** The last `count` of tokens [B, W] (int32; V where there is none) to [B, count, D]. */
  embed(tokens: tf.Tensor2D, count: number): tf.Tensor3D;
}

/**
 * Of `vocabulary` tokens and `width` numbers: the sum of a row for each of the last `window` tokens, from a table for each
 * distance; so the last digit of a number knows all of it, wherever positions put its tokens. Beyond the first token each
 * table has a row for nothing. With 1 the usual embedding.
 */
export function tokenEmbedding(
  parameters: Parameters,
  { width, window = 1 }: { readonly width: number; readonly window?: number | undefined },
  vocabulary: number,
  start: Initializer,
): TokenEmbedding {
  const scope = parameters.scope('embedding');
  const tableIn = (place: Parameters, rows: number) =>
    place.create('weight', [rows, width], start) as tf.Tensor as tf.Tensor2D;
  const table = tableIn(scope, vocabulary);
  const before = Array.from({ length: window - 1 }, (_, i) =>
    tableIn(scope.scope('before').scope(i + 1), vocabulary + 1),
  );
  return {
    table,
    embed(tokens, count) {
      const missing = Math.max(0, count + before.length - tokens.shape[1]);
      const room: [[number, number], [number, number]] = [
        [0, 0],
        [missing, 0],
      ];
      const all = missing === 0 ? tokens : tf.pad2d(tokens, room, vocabulary);
      const end = all.shape[1] - count;
      const at = (distance: number) =>
        count === all.shape[1] ? all : tf.slice(all, [0, end - distance], [-1, count]);
      return before.reduce(
        (sum, each, i) => tf.add<tf.Tensor3D>(sum, lookUp(each, at(i + 1))),
        lookUp(table, at(0)) as tf.Tensor3D,
      );
    },
  };
}
