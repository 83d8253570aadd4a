/** The parts of a Transformer, before anything runs through them. */
import * as tf from '@tensorflow/tfjs';
import { linearLayer } from '../nn/linear.ts';
import { normalisation } from '../nn/normalisation.ts';
import type { Parameters } from '../parameters.ts';
import { watch } from '../watch.ts';
import { type Block, transformerBlock } from './block.ts';
import { type TransformerConfig, encodingOf, encodingSizes, transformerConfig } from './config.ts';
import { tokenEmbedding } from './embedding.ts';
import { startingWeights } from './initial.ts';
import { positionEncoding } from './positions/index.ts';

export interface TransformerStack {
  readonly config: TransformerConfig;
  /** V, number of tokens. */
  readonly vocabulary: number;
  /** The last T of tokens [B, W], at positions [B, T] (both int32), to [B, T, D]. */
  embed(tokens: tf.Tensor2D, positions: tf.Tensor2D): tf.Tensor3D;
  readonly blocks: readonly Block[];
  /** The last normalisation, [B, T, D] to [B, T, D]. */
  finish(x: tf.Tensor3D): tf.Tensor3D;
  /** Finished rows [..., D] to `logits` [..., V], which it shows by that name. */
  readOut(hidden: tf.Tensor): tf.Tensor;
}

/** Makes the parameters below `parameters`. Throws one message for all that is wrong with the config. */
export function transformerStack(
  config: TransformerConfig,
  vocabulary: number,
  parameters: Parameters,
): TransformerStack {
  const { width, layers, norm, epsilon, readOut } = transformerConfig.parse(config);
  const start = startingWeights(config);
  const embedding = tokenEmbedding(parameters, config, vocabulary, start.inner);
  const encoding = positionEncoding(encodingOf(config), encodingSizes(config), parameters.scope('positions'));
  const blocks = Array.from({ length: layers }, (_, layer) =>
    transformerBlock(parameters.scope('blocks').scope(layer), config, encoding, start),
  );
  const finish = normalisation(parameters, 'finalNorm', width, norm, epsilon);
  const untied =
    readOut === 'untied' &&
    linearLayer(parameters, 'readOut', width, vocabulary, { weight: start.inner, bias: false });
  const tied = (hidden: tf.Tensor) => {
    const rows = tf.reshape<tf.Rank.R2>(hidden, [-1, width]);
    return tf.reshape(tf.matMul(rows, embedding.table, false, true), [
      ...hidden.shape.slice(0, -1),
      vocabulary,
    ]);
  };
  return {
    config,
    vocabulary,
    embed(tokens, positions) {
      const embedded = embedding.embed(tokens, positions.shape[1]);
      return encoding.embed?.(embedded, positions) ?? embedded;
    },
    blocks,
    finish: (x) => finish(x) as tf.Tensor3D,
    readOut(hidden) {
      const logits = (untied || tied)(hidden);
      watch(parameters.path('logits'), () => logits);
      return logits;
    },
  };
}
