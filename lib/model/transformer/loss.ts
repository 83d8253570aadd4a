/** What a language model learns from: the cross-entropy of the tokens that count. */
import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy, view } from '../../backend/index.ts';
import type { TokenBatch } from '../language-data/index.ts';
import { lookUp } from '../nn/look-up.ts';
import type { LanguageModel, Memories } from './language-model.ts';

/** Tokens and positions of a batch [B, T] as tensors. */
export function tokenTensors({ tokens, positions, size, length }: TokenBatch): [tf.Tensor2D, tf.Tensor2D] {
  return [tf.tensor2d(tokens, [size, length], 'int32'), tf.tensor2d(positions, [size, length], 'int32')];
}

/** Mean cross-entropy, in nats per token, over the tokens that count. */
export function languageLoss(model: LanguageModel, batch: TokenBatch, memory?: Memories): tf.Scalar {
  return tf.tidy(() =>
    model.readOutLoss(countedRows(model, batch, memory), countedTargets(batch), countedWeights(batch)),
  );
}

/**
 * Logits [C, V] of the C tokens that count. The last layer and the read-out are computed for those alone: in a question
 * with a short answer that is a small part of the work that all logits would be.
 */
export function countedLogits(model: LanguageModel, batch: TokenBatch, memory?: Memories): tf.Tensor2D {
  return tf.tidy(() => model.readOut(countedRows(model, batch, memory)) as tf.Tensor2D);
}

/** What is read out of the tokens that count, [C, D]. */
function countedRows(model: LanguageModel, batch: TokenBatch, memory: Memories | undefined): tf.Tensor2D {
  return tf.tidy(() => {
    const { places, rows } = whereCounted(batch);
    const hidden = model.hidden(...tokenTensors(batch), memory, places);
    const each = view<tf.Rank.R2>(hidden, [hidden.size / model.config.width, model.config.width]);
    return lookUp(each, tf.tensor1d(rows, 'int32')) as tf.Tensor2D;
  });
}

/**
 * Where the tokens that count stand in each sequence, [B, R] padded with 0, and their C rows among these B * R; without
 * places, where all tokens of a sequence count, their rows among all B * T.
 */
function whereCounted(batch: TokenBatch): { places?: tf.Tensor2D; rows: Int32Array } {
  const { size, length } = batch;
  const all = counted(batch);
  const used = new Int32Array(size);
  const ranks = all.map((place) => used[Math.floor(place / length)]++);
  const most = Math.max(...used);
  if (most === length) return { rows: all };
  const places = new Int32Array(size * most);
  const rows = all.map((place, c) => Math.floor(place / length) * most + ranks[c]);
  rows.forEach((row, c) => (places[row] = all[c] % length));
  return { places: tf.tensor2d(places, [size, most], 'int32'), rows };
}

/** Mean cross-entropy of the logits [C, V] of the tokens that count against what they should say. */
export function truthLoss(logits: tf.Tensor2D, batch: TokenBatch): tf.Scalar {
  return tf.tidy(() => softmaxCrossEntropy(logits, countedTargets(batch), countedWeights(batch)));
}

/** What the tokens that count should say, [C]. */
function countedTargets(batch: TokenBatch): tf.Tensor1D {
  return tf.tensor1d(
    counted(batch).map((i) => batch.targets[i]),
    'int32',
  );
}

/** The weights [C] of the tokens that count. */
export function countedWeights(batch: TokenBatch): tf.Tensor1D {
  return tf.tensor1d(Float32Array.from(counted(batch), (i) => batch.weights[i]));
}

/** Places of the tokens that count, in the batch's arrays. */
function counted({ weights }: TokenBatch): Int32Array {
  const places = new Int32Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++) if (weights[i] > 0) places[count++] = i;
  if (count === 0) throw new Error('No token of this batch counts: its answers are empty.');
  return places.slice(0, count);
}
