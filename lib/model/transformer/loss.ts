import * as tf from '@tensorflow/tfjs';
import { softmaxCrossEntropy } from '../../backend/index.ts';
import type { TokenBatch } from '../language-data/index.ts';
import { lookUp } from '../nn/look-up.ts';
import type { LanguageModel, Memories } from './language-model.ts';

/** Tokens and positions of a batch [B, T] as tensors. */
export function tokenTensors({ tokens, positions, size, length }: TokenBatch): [tf.Tensor2D, tf.Tensor2D] {
  return [tf.tensor2d(tokens, [size, length], 'int32'), tf.tensor2d(positions, [size, length], 'int32')];
}

/**
 * Mean cross-entropy, in nats per token, over the tokens that count. The read-out is computed for those alone: in a
 * question with a short answer that is a small part of the work that all logits would be.
 */
export function languageLoss(model: LanguageModel, batch: TokenBatch, memory?: Memories): tf.Scalar {
  return tf.tidy(() => {
    const counted = Int32Array.from(batch.weights.keys()).filter((i) => batch.weights[i] > 0);
    if (counted.length === 0) throw new Error('No token of this batch counts: its answers are empty.');
    const hidden = tf.reshape<tf.Rank.R2>(model.hidden(...tokenTensors(batch), memory), [
      -1,
      model.config.width,
    ]);
    const logits = model.readOut(lookUp(hidden, tf.tensor1d(counted, 'int32')));
    const targets = tf.tensor1d(
      counted.map((i) => batch.targets[i]),
      'int32',
    );
    const weights = tf.tensor1d(Float32Array.from(counted, (i) => batch.weights[i]));
    return softmaxCrossEntropy(logits, targets, weights);
  });
}
