/**
 * Language models as small as can be, what they are given at each update, and their losses token by token in float64. With a
 * learning rate of almost 0 a model stays as it started, so that every line of the curve is the loss of that start on the
 * batch of its update.
 */
import * as tf from '@tensorflow/tfjs';
import { formatSample, namesTokenizer, transnarSampleAt } from '../../lib/dataset/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import type { TokenBatch } from '../../lib/model/language-data/index.ts';
import type { Memory } from '../../lib/model/memory.ts';
import type { LanguageModel } from '../../lib/model/transformer/language-model.ts';
import { type Run, readMetrics } from '../../lib/store/index.ts';
import type { FreshLearner } from '../../lib/training/index.ts';
import { logSumExp } from '../support/plain-math.ts';

export const tokenizer = namesTokenizer();
export const tiny = [
  'seed=5',
  'algorithms=["minimum","insertion_sort"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'transformer.readOut=untied',
  'transformer.positions={"kind":"randomised","maximum":400,"widening":{"from":100,"share":0.5}}',
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=8',
  'training.logEvery=1',
  'training.schedule.peak=1e-30',
];
export const experiment = override(presets.smoke.transformer, tiny);

/** Of each token that counts: its weight, the token that it should say, and its logits [V]. */
export function countedRows(model: LanguageModel, batch: TokenBatch, memory?: Memory) {
  const { tokens, positions, size, length, weights, targets } = batch;
  const shape: [number, number] = [size, length];
  const logits = tf.tidy(() =>
    model
      .logits(tf.tensor2d(tokens, shape, 'int32'), tf.tensor2d(positions, shape, 'int32'), memory)
      .dataSync(),
  );
  return Array.from(weights, (weight, i) => ({
    weight,
    target: targets[i],
    place: i,
    logits: Array.from(logits.subarray(i * model.vocabulary, (i + 1) * model.vocabulary)),
  })).filter(({ weight }) => weight > 0);
}

export const nats = ({ logits, target }: { logits: number[]; target: number }) =>
  logSumExp(logits) - logits[target];

/** The mean over all tokens that count, whichever group they are in. */
export function pooledLoss(
  model: LanguageModel,
  batches: readonly TokenBatch[],
  memoryOf: (batch: TokenBatch) => Memory | undefined = () => undefined,
): number {
  const rows = batches.flatMap((batch) => countedRows(model, batch, memoryOf(batch)));
  return rows.reduce((sum, row) => sum + nats(row), 0) / rows.length;
}

export const groupsAt = ({ task }: FreshLearner, update: number) => task.batch(update);
export const lossesOf = (run: Run) => readMetrics(run).map(({ loss }) => loss);

/** The training problems of seed 5. */
export const problems = (['minimum', 'insertion_sort'] as const).flatMap((algorithm) =>
  [3, 4].flatMap((size) =>
    [0, 1, 2, 3].map((index) => {
      const trajectory = transnarSampleAt('train', algorithm, size, 5, index);
      return { trajectory, ...formatSample(trajectory) };
    }),
  ),
);

/** The problem of each row of a batch, by its question. */
export const problemsOf = ({ tokens, length, promptLengths }: TokenBatch) =>
  Array.from(promptLengths, (end, row) => {
    const asked = tokenizer.decode(tokens.subarray(row * length, row * length + end));
    return problems.find(({ question }) => question === asked)!;
  });
