/** The loss of a language model, against its definition. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import {
  type Example,
  type TokenBatch,
  partsOf,
  tokenBatch,
} from '../../../lib/model/language-data/index.ts';
import { countedLogits, languageLoss, tokenTensors } from '../../../lib/model/transformer/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { disturb, encodingConfigs, tinyConfig, tinyTransformer, tinyVocabulary } from './tiny.ts';

const examples: Example[] = [12, 9, 12, 5].map((length, i) => ({
  tokens: keyed('example', i).integers(length, tinyVocabulary),
  promptLength: 3,
}));

function batchOf(chosen: Example[], loss: 'answer' | 'text' = 'answer'): TokenBatch {
  const { positions, context } = tinyConfig;
  return tokenBatch(chosen, { loss, positions, context, pad: 0, random: keyed('positions') });
}

/** Cross-entropy of the tokens that count, by definition, from all logits. */
function plainLoss(logits: ArrayLike<number>, { targets, weights }: TokenBatch): number {
  let [sum, count] = [0, 0];
  targets.forEach((target, i) => {
    const row = Array.from({ length: tinyVocabulary }, (_, v) => logits[i * tinyVocabulary + v]);
    const nats = Math.log(row.reduce((total, logit) => total + Math.exp(logit), 0)) - row[target];
    sum += weights[i] * nats;
    count += weights[i];
  });
  return sum / count;
}

test.each(['answer', 'text'] as const)(
  'the loss on the %s is the mean cross-entropy of its tokens',
  (kind) => {
    const { model, parameters } = tinyTransformer();
    disturb(parameters);
    const batch = batchOf(examples, kind);
    const expected = plainLoss(model.logits(...tokenTensors(batch)).dataSync(), batch);
    expectClose(languageLoss(model, batch).dataSync(), [expected]);
  },
);

test('logits are computed for the tokens that count, and there must be some', () => {
  const { model } = tinyTransformer();
  const [answer, text] = [batchOf(examples), batchOf(examples, 'text')];
  expect(countedLogits(model, answer).shape).toEqual([9 + 6 + 9 + 2, tinyVocabulary]);
  expect(countedLogits(model, text).shape).toEqual([11 + 8 + 11 + 4, tinyVocabulary]);
  const none = { ...answer, weights: new Float32Array(answer.weights.length) };
  expect(() => languageLoss(model, none)).toThrow('No token of this batch counts');
});

test.each(Object.entries(encodingConfigs))('%s: padding changes nothing', (_, config) => {
  const { model, parameters } = tinyTransformer({ ...config, positions: { kind: 'sequential' } });
  disturb(parameters);
  const { positions } = model.config;
  const batch = (chosen: Example[], pad: number) =>
    tokenBatch(chosen, { loss: 'answer', positions, context: 100, pad, random: keyed(0) });
  const alone = examples.map((example) => batch([example], 0));
  // The batch is worth what its sequences are.
  const total = alone.reduce((sum, { weight }) => sum + weight, 0);
  const expected = alone.reduce(
    (sum, each) => sum + (each.weight / total) * languageLoss(model, each).dataSync()[0],
    0,
  );
  for (const pad of [0, 7]) expectClose(languageLoss(model, batch(examples, pad)).dataSync(), [expected]);
});

test('learns a batch by heart', () => {
  const { model } = tinyTransformer();
  const batch = batchOf(examples);
  const optimizer = tf.train.adam(0.01);
  for (let step = 0; step < 150; step++) optimizer.minimize(() => languageLoss(model, batch));
  expect(languageLoss(model, batch).dataSync()[0]).toBeLessThan(0.05);
});

test.each(['answer', 'text'] as const)(
  'the gradient of the loss on the %s agrees with differences',
  (kind) => {
    const { model, parameters } = tinyTransformer();
    disturb(parameters);
    const batch = batchOf(examples, kind);
    const variables = [...parameters.entries().values()];
    const { grads } = tf.variableGrads(() => languageLoss(model, batch), variables);
    expect(Object.keys(grads)).toHaveLength(variables.length);
    // By parameter, so that no small one hides behind a large one.
    for (const [name, variable] of parameters.entries()) {
      const direction = tf.tensor(
        Float32Array.from(keyed('direction', name).uniforms(variable.size, -1, 1)),
        variable.shape,
      );
      const start = variable.clone();
      const at = (step: number) => {
        variable.assign(start.add(direction.mul(step)));
        // In float64, from the logits: the difference of two float32 losses would drown in rounding.
        return plainLoss(model.logits(...tokenTensors(batch)).dataSync(), batch);
      };
      const step = 1e-2;
      const expected = (at(step) - at(-step)) / (2 * step);
      variable.assign(start);
      const gradient = grads[variable.name];
      const actual = gradient.mul(direction).sum().dataSync()[0];
      const size = tf.norm(gradient).dataSync()[0];
      expect(size, name).toBeGreaterThan(1e-4);
      expect(Math.abs(actual - expected), `${name}: ${actual} against ${expected}`).toBeLessThan(2e-2 * size);
    }
  },
);

test('the loss and its gradient leave no tensors behind', () => {
  const { model, parameters } = tinyTransformer();
  const batch = batchOf(examples);
  const variables = [...parameters.entries().values()];
  expectNoLeak(() => languageLoss(model, batch).dispose());
  expectNoLeak(() => {
    const { value, grads } = tf.variableGrads(() => languageLoss(model, batch), variables);
    tf.dispose([value, grads]);
  });
});

test.each(['answer', 'text'] as const)(
  'the losses on the %s of parts add up to that of the batch',
  (kind) => {
    const { model, parameters } = tinyTransformer();
    disturb(parameters);
    const batch = batchOf(examples, kind);
    const whole = languageLoss(model, batch).dataSync();
    expect(partsOf(batch, 4 * batch.length)).toEqual([batch]);
    for (const [tokens, sizes] of [
      [3 * batch.length + 1, [3, 1]],
      [1, [1, 1, 1, 1]],
    ] as const) {
      const parts = partsOf(batch, tokens);
      expect(parts.map(({ size }) => size)).toEqual(sizes);
      expect(parts.flatMap(({ promptLengths }) => [...promptLengths])).toEqual([...batch.promptLengths]);
      const sum = parts.reduce(
        (total, part) => total + (part.weight / batch.weight) * languageLoss(model, part).dataSync()[0],
        0,
      );
      expectClose([sum], whole);
    }
  },
);
