/** Hidden rows of chosen tokens against the same rows of all. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { activationsOf } from '../../../lib/analysis/index.ts';
import { type TokenBatch, tokenBatch } from '../../../lib/model/language-data/index.ts';
import type { Memory } from '../../../lib/model/memory.ts';
import type { Parameters } from '../../../lib/model/parameters.ts';
import { type LanguageModel, languageLoss, tokenTensors } from '../../../lib/model/transformer/index.ts';
import { truthLoss } from '../../../lib/model/transformer/loss.ts';
import { rowsAt } from '../../../lib/model/transformer/rows.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { random } from '../../support/parameter-gradients.ts';
import { someMemory, tinyTransnar } from '../transnar/tiny.ts';
import {
  disturb,
  encodingConfigs,
  optionalConfigs,
  otherConfig,
  somePositions,
  someTokens,
  tinyConfig,
  tinyTransformer,
  tinyVocabulary,
} from './tiny.ts';

/** How far two lists are apart, relative to the size of the second. */
function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  const differences = Array.from(expected, (value, i) => value - actual[i]);
  return Math.hypot(...differences) / Math.hypot(...Array.from(expected));
}

/** Fails unless two losses and their gradients of all parameters are the same. */
function expectSameLoss(parameters: Parameters, actual: () => tf.Scalar, expected: () => tf.Scalar): void {
  const variables = [...parameters.entries().values()];
  const [chosen, all] = [actual, expected].map((loss) => tf.variableGrads(loss, variables));
  expect(distance(chosen.value.dataSync(), all.value.dataSync())).toBeLessThan(1e-6);
  // Hidden rows do not depend on the read-out.
  const reached = variables.filter(({ name }) => all.grads[name] as tf.Tensor | undefined);
  expect(reached.length).toBeGreaterThanOrEqual(variables.length - 1);
  const joined = (grads: tf.NamedTensorMap) =>
    reached.flatMap(({ name }) => Array.from(grads[name].dataSync()));
  expect(distance(joined(chosen.grads), joined(all.grads))).toBeLessThan(1e-6);
}

type Made = [name: string, make: () => { model: LanguageModel; parameters: Parameters; memory?: Memory }];

const transformers = Object.entries({ ...encodingConfigs, ...optionalConfigs, other: otherConfig }).map(
  ([name, config]): Made => [name, () => tinyTransformer(config)],
);
const readers = Object.entries({ tinyConfig, looped: optionalConfigs['looped'] }).map(
  ([name, config]): Made => [
    `TransNAR ${name}`,
    () => ({ ...tinyTransnar({}, config), memory: someMemory([2, 4, 3]) }),
  ],
);

describe.each([...transformers, ...readers])('chosen tokens: %s', (_, make) => {
  const { model, parameters, memory } = make();
  disturb(parameters);

  test('have the rows and the gradients that they have among all', () => {
    const [tokens, positions] = [someTokens(3, 7), somePositions(3, 7)];
    // In any order, more than once, the first and the last.
    const places = tf.tensor2d([[6, 0, 3], [2, 2, 5], [4, 6, 0]], undefined, 'int32'); // prettier-ignore
    const chosen = () => model.hidden(tokens, positions, memory, places);
    const all = () => rowsAt(model.hidden(tokens, positions, memory), places);
    expect(distance(chosen().dataSync(), all().dataSync())).toBeLessThan(1e-6);
    // With the signs of the rows, so that nothing cancels in the sum and its distance means what that of the rows does.
    const weights = tf.mul(tf.abs(random('weights', 3, 3, model.config.width)), tf.sign(all()));
    const [actual, expected] = [chosen, all].map((f) => () => tf.sum(tf.mul(f(), weights)).asScalar());
    expectSameLoss(parameters, actual, expected);
    expectNoLeak(() => chosen().dispose());
  });
});

test('rows are those of their places', () => {
  const x = tf.tensor3d([[[1], [2], [3]], [[4], [5], [6]]]); // prettier-ignore
  const places = tf.tensor2d([[2, 0], [1, 1]], undefined, 'int32'); // prettier-ignore
  expect(rowsAt(x, places).arraySync()).toEqual([[[3], [1]], [[5], [5]]]); // prettier-ignore
});

describe('the loss', () => {
  const batchOf = (lengths: readonly [tokens: number, prompt: number][]): TokenBatch =>
    tokenBatch(
      lengths.map(([length, promptLength], i) => ({
        tokens: keyed('example', i).integers(length, tinyVocabulary),
        promptLength,
      })),
      { loss: 'answer', positions: tinyConfig.positions, context: 100, pad: 0, random: keyed('positions') },
    );
  const { model, parameters } = tinyTransformer();
  disturb(parameters);
  /** Tokens for which the last layer computes what they read. */
  const computed = (batch: TokenBatch) => {
    const seen = activationsOf(() => languageLoss(model, batch).dispose());
    return seen.get('language.blocks.1.attention.weights')![0].shape[2];
  };

  test.each([
    [
      'short answers, of which one is the longest',
      [
        [20, 17],
        [14, 9],
        [9, 8],
      ],
      5,
    ],
    ['one sequence', [[20, 17]], 3],
    [
      'long answers',
      [
        [12, 3],
        [9, 3],
      ],
      9,
    ],
  ] as const)('of %s is that of all rows, and so are its gradients', (_, lengths, rows) => {
    // prettier-ignore
    const batch = batchOf(lengths as unknown as [number, number][]);
    expect(computed(batch)).toBe(rows);
    const all = () => {
      const counting = Array.from(batch.weights.keys()).filter((i) => batch.weights[i] > 0);
      const logits = tf.reshape(model.logits(...tokenTensors(batch)), [-1, tinyVocabulary]);
      return truthLoss(tf.gather(logits, counting) as tf.Tensor2D, batch);
    };
    expectSameLoss(parameters, () => languageLoss(model, batch), all);
  });
});
