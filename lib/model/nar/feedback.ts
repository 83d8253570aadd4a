/** What a step hands on of its decoded hints: probabilities or decisions, or in training now and then the truth. */
import * as tf from '@tensorflow/tfjs';
import { hardFeature, softValue } from './decisions.ts';
import { type Pass, stepCount } from './pass.ts';
import type { Padding } from './padding.ts';
import { type Tensors, denseTensor, featureOf } from './probe-tensors.ts';
import { sinkhornIterations } from './sinkhorn.ts';

/** What step `index` encodes: its predicted hints; in training the true ones for the samples that are forced. */
export function nextHints(pass: Pass, logits: Tensors, index: number, padding: Padding | undefined): Tensors {
  const { config, modules, batch, random } = pass;
  if (index >= stepCount(batch)) return {};
  const isHard = config.reprediction === 'hard' || (config.reprediction === 'hard_on_eval' && !random);
  const predicted = modules.encodedHints.map(([name, probe]) => {
    const value = isHard
      ? denseTensor(
          hardFeature(name, probe, logits[name], batch, padding, sinkhornIterations.reprediction),
          batch,
        )
      : softValue(probe, logits[name], padding);
    return [name, value] as const;
  });
  if (!random || config.teacherForcing === 0) return Object.fromEntries(predicted);
  const forced = Float32Array.from({ length: batch.size }, () =>
    random.double() < config.teacherForcing ? 1 : 0,
  );
  return Object.fromEntries(
    predicted.map(([name, value]) => {
      const truth = denseTensor(featureOf(batch.hints, name, batch), batch, index);
      const mask = tf.tensor(forced, [batch.size, ...Array<number>(value.rank - 1).fill(1)]);
      return [name, tf.add(tf.mul(truth, mask), tf.mul(value, tf.sub(1, mask)))];
    }),
  );
}
