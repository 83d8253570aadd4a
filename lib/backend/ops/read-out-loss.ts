/** The loss of classes from what is read out, where nobody needs the logits. */
import * as tf from '@tensorflow/tfjs';
import type { ReadOutLossInputs } from '../kernels.ts';
import { fused } from '../registry.ts';
import { softmaxCrossEntropy } from './cross-entropy.ts';
import { linear } from './linear.ts';

/**
 * `softmaxCrossEntropy` of the logits `rows @ table`, or `rows @ table'` where the table is `tied`, in nats. An engine need
 * not hold all logits at once. No gradient flows to the weights.
 */
export const readOutLoss = fused('readOutLoss', composedReadOutLoss);

/** The specification of {@link readOutLoss}. */
export function composedReadOutLoss(inputs: ReadOutLossInputs): tf.Scalar {
  const { rows, table, tied, targets, weights } = inputs;
  return tf.tidy(() => {
    const logits = tied ? tf.matMul(rows, table, false, true) : linear(rows, table);
    return softmaxCrossEntropy(logits, targets, weights);
  });
}
