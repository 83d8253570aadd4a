/** What TransNAR can learn and a Transformer cannot. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { tokenBatch } from '../../../lib/model/language-data/index.ts';
import { type LanguageModel, languageLoss } from '../../../lib/model/transformer/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { tinyConfig, tinyTransformer } from '../transformer/tiny.ts';
import { someMemory, tinyTransnar } from './tiny.ts';

/** The same question twice, with answers that only the memory tells apart. */
const batch = tokenBatch(
  [5, 8].map((answer) => ({ tokens: Int32Array.of(1, 2, 3, answer), promptLength: 3 })),
  { loss: 'answer', positions: { kind: 'sequential' }, context: 10, pad: 0, random: keyed(0) },
);
const memory = someMemory([3, 4]);

function lossAfterTraining(model: LanguageModel): number {
  const optimizer = tf.train.adam(0.02);
  for (let step = 0; step < 40; step++) optimizer.minimize(() => languageLoss(model, batch, memory));
  return languageLoss(model, batch, memory).dataSync()[0];
}

test('TransNAR learns what only the memory tells, from closed gates on; a Transformer cannot', () => {
  const config = { ...tinyConfig, positions: { kind: 'sequential' } } as const;
  expect(lossAfterTraining(tinyTransnar({ gate: 0 }, config).model)).toBeLessThan(0.05);
  expect(lossAfterTraining(tinyTransformer(config).model)).toBeGreaterThan(Math.LN2 - 0.01);
});
