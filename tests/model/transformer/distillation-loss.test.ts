/** What a student learns from a teacher, against definitions and differences. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type TokenBatch, tokenBatch } from '../../../lib/model/language-data/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import {
  countedLogits,
  distillationLoss,
  languageLoss,
  softenedDivergence,
  transformer,
} from '../../../lib/model/transformer/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { disturb, tinyConfig, tinyTransformer, tinyVocabulary } from './tiny.ts';

const examples = [12, 9, 5].map((length, i) => ({
  tokens: keyed('example', i).integers(length, tinyVocabulary),
  promptLength: 3,
}));
const batch: TokenBatch = tokenBatch(examples, {
  loss: 'answer',
  positions: tinyConfig.positions,
  context: tinyConfig.context,
  pad: 0,
  random: keyed('positions'),
});

function student() {
  const made = tinyTransformer();
  disturb(made.parameters);
  return made;
}

function teacher() {
  const parameters = Parameters.seeded('teacher');
  const model = transformer(tinyConfig, tinyVocabulary, parameters);
  disturb(parameters, 0.5);
  return model;
}

const random = (rows: number, key: string) =>
  tf.tensor2d(Float32Array.from(keyed(key).uniforms(rows * 5, -2, 2)), [rows, 5]);

test('the divergence is that of its definition: weighted, softened, scaled by the square of the temperature', () => {
  const [said, taught, weights] = [random(3, 'said'), random(3, 'taught'), [1, 0.5, 2]];
  const distributions = (logits: tf.Tensor2D, temperature: number) =>
    logits.arraySync().map((row) => {
      const powers = row.map((logit) => Math.exp(logit / temperature));
      const sum = powers.reduce((a, b) => a + b, 0);
      return powers.map((power) => power / sum);
    });
  for (const temperature of [1, 2.5]) {
    const [q, p] = [distributions(said, temperature), distributions(taught, temperature)];
    const nats = p.map((row, c) => row.reduce((sum, share, v) => sum + share * Math.log(share / q[c][v]), 0));
    const mean = nats.reduce((sum, each, c) => sum + weights[c] * each, 0) / 3.5;
    const actual = softenedDivergence(said, taught, tf.tensor1d(weights), temperature);
    expectClose(actual.dataSync(), [temperature ** 2 * mean]);
  }
});

test('the gradient of the divergence agrees with differences', () => {
  const [taught, weights] = [random(3, 'taught'), tf.tensor1d([1, 0.5, 2])];
  for (const temperature of [1, 3]) {
    expectGradient(
      (logits) => softenedDivergence(logits as tf.Tensor2D, taught, weights, temperature),
      [random(3, 'said')],
    );
  }
});

test('the gradient of the whole loss, through the student, agrees with differences', () => {
  const { model, parameters } = student();
  const taught = countedLogits(teacher(), batch);
  const variables = [...parameters.entries().values()];
  const loss = () => distillationLoss(model, batch, taught, { truth: 0.3, temperature: 2 });
  const { grads } = tf.variableGrads(loss, variables);
  const directions = variables.map((variable, i) =>
    tf.tensor(Float32Array.from(keyed('direction', i).uniforms(variable.size, -1, 1)), variable.shape),
  );
  const move = (step: number) =>
    variables.forEach((variable, i) => variable.assign(variable.add(directions[i].mul(step))));
  const h = 1e-3;
  move(h);
  const above = loss().dataSync()[0];
  move(-2 * h);
  const below = loss().dataSync()[0];
  const slope = variables.reduce(
    (sum, { name }, i) => sum + grads[name].mul(directions[i]).sum().dataSync()[0],
    0,
  );
  expect(Math.abs(slope)).toBeGreaterThan(0.1);
  expectClose([slope], [(above - below) / (2 * h)], { relative: 2e-2, absolute: 0 });
});

test('a student that equals its teacher has nothing to learn from it', () => {
  const { model, parameters } = student();
  const taught = countedLogits(model, batch);
  const fromTeacher = () => distillationLoss(model, batch, taught, { truth: 0, temperature: 2 });
  expect(fromTeacher().dataSync()[0]).toBe(0);
  const { grads } = tf.variableGrads(fromTeacher, [...parameters.entries().values()]);
  for (const gradient of Object.values(grads)) {
    expect(tf.max(tf.abs(gradient)).dataSync()[0]).toBeLessThan(1e-5);
  }
  expect(
    distillationLoss(student().model, batch, countedLogits(teacher(), batch), {
      truth: 0,
      temperature: 2,
    }).dataSync()[0],
  ).toBeGreaterThan(0.1);
});

test('truth alone is the ordinary loss, and the mixture lies between', () => {
  const { model } = student();
  const taught = countedLogits(teacher(), batch);
  const at = (truth: number) =>
    distillationLoss(model, batch, taught, { truth, temperature: 2 }).dataSync()[0];
  expect(at(1)).toBe(languageLoss(model, batch).dataSync()[0]);
  expectClose([at(0.25)], [0.25 * at(1) + 0.75 * at(0)]);
});

test('a student comes to say what its teacher says', () => {
  const { model } = student();
  const taught = countedLogits(teacher(), batch);
  const optimizer = tf.train.adam(0.01);
  const loss = () => distillationLoss(model, batch, taught, { truth: 0, temperature: 2 });
  const before = loss().dataSync()[0];
  for (let step = 0; step < 60; step++) optimizer.minimize(loss);
  expect(loss().dataSync()[0]).toBeLessThan(before / 10);
});

test('loss and gradient leave no tensors behind', () => {
  const { model, parameters } = student();
  const taught = countedLogits(teacher(), batch);
  const variables = [...parameters.entries().values()];
  const loss = () => distillationLoss(model, batch, taught, { truth: 0.5, temperature: 2 });
  expectNoLeak(() => loss().dispose());
  expectNoLeak(() => {
    const { value, grads } = tf.variableGrads(loss, variables);
    tf.dispose([value, grads]);
  });
});
