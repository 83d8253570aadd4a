/** The parts of a Transformer, before anything runs through them. */
import * as tf from '@tensorflow/tfjs';
import { linear, readOutLoss } from '../../backend/index.ts';
import { linearParameters } from '../nn/linear.ts';
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
  /** The loss of finished rows [C, D] against classes [C] (int32) by weights [C], without a need for their logits. */
  readOutLoss(hidden: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar;
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
  const tied = readOut !== 'untied';
  const table = tied
    ? embedding.table
    : linearParameters(parameters, 'readOut', width, vocabulary, { weight: start.inner, bias: false }).weight;
  const logitsOf = (hidden: tf.Tensor) => {
    if (!tied) return linear(hidden, table);
    const rows = tf.reshape<tf.Rank.R2>(hidden, [-1, width]);
    return tf.reshape(tf.matMul(rows, table, false, true), [...hidden.shape.slice(0, -1), vocabulary]);
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
      const logits = logitsOf(hidden);
      watch(parameters.path('logits'), () => logits);
      return logits;
    },
    readOutLoss(rows, targets, weights) {
      watch(parameters.path('logits'), () => logitsOf(rows));
      return readOutLoss({ rows, table, tied, targets, weights });
    },
  };
}
