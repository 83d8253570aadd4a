/** What the groups of an update weigh, and what the language models learn from: losses beside those of plain loops. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { collate, preprocess } from '../../lib/dataset/index.ts';
import { override, presets } from '../../lib/experiment/index.ts';
import { type TokenBatch, tokenBatch } from '../../lib/model/language-data/index.ts';
import type { Memory } from '../../lib/model/memory.ts';
import { Nar } from '../../lib/model/nar/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { keyed } from '../../lib/random/index.ts';
import { distill, freshLearner, pretrainLanguageModel, trainOnText } from '../../lib/training/index.ts';
import { expectClose } from '../support/close.ts';
import { logSumExp } from '../support/plain-math.ts';
import {
  countedRows,
  experiment,
  groupsAt,
  lossesOf,
  nats,
  pooledLoss,
  problemsOf,
  tiny,
  tokenizer,
} from './plain-losses.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-language-training-'));

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

describe('two groups of different weight', () => {
  test('weigh the same where they are balanced: the loss is the mean of theirs', async () => {
    const chosen = override(experiment, ['balance=groups']);
    const trained = await trainOnText(chosen);
    const learner = freshLearner(chosen);
    const expected = Array.from({ length: 8 }, (_, update) => {
      const losses = groupsAt(learner, update).map(({ tokens }) => pooledLoss(learner.model, [tokens]));
      return (losses[0] + losses[1]) / 2;
    });
    expectClose(lossesOf(trained.run), expected, { relative: 1e-5, absolute: 1e-5 });
    trained.dispose();
    learner.dispose();
  });

  test.each(['answer', 'text'])('every token of the %s weighs the same, in the loss', async (loss) => {
    const chosen = override(experiment, [`loss=${loss}`]);
    const trained = await trainOnText(chosen);
    const learner = freshLearner(chosen);
    const expected = Array.from({ length: 8 }, (_, update) =>
      pooledLoss(
        learner.model,
        groupsAt(learner, update).map(({ tokens }) => tokens),
      ),
    );
    const groups = Array.from({ length: 8 }, (_, update) => groupsAt(learner, update));
    expect(groups.filter(([a, b]) => a.tokens.weight !== b.tokens.weight).length).toBeGreaterThan(2);
    expectClose(lossesOf(trained.run), expected);
    learner.dispose();
    trained.dispose();
  });

  test('and in the gradient: that of the read-out is the sum over tokens of h (p - y), by their number', () => {
    const learner = freshLearner(experiment);
    const { model, parameters, task } = learner;
    const update = Array.from({ length: 8 }, (_, i) => i).find((i) => {
      const [a, b] = groupsAt(learner, i);
      return a.tokens.weight !== b.tokens.weight;
    })!;
    const groups = groupsAt(learner, update);
    const readOut = parameters.entries().get('language.readOut.weight')!;
    const actual = new Float64Array(readOut.size);
    for (const loss of task.losses(groups, update)) {
      const { grads } = tf.variableGrads(loss, [readOut]);
      grads[readOut.name].dataSync().forEach((value, i) => (actual[i] += value));
    }
    const expected = new Float64Array(readOut.size);
    const { width } = model.config;
    const total = groups.reduce((sum, { tokens }) => sum + countedRows(model, tokens).length, 0);
    for (const { tokens: batch } of groups) {
      const shape: [number, number] = [batch.size, batch.length];
      const hidden = model
        .hidden(tf.tensor2d(batch.tokens, shape, 'int32'), tf.tensor2d(batch.positions, shape, 'int32'))
        .dataSync();
      for (const { logits, target, place } of countedRows(model, batch)) {
        const sum = logSumExp(logits);
        logits.forEach((logit, v) => {
          const error = Math.exp(logit - sum) - (v === target ? 1 : 0);
          for (let d = 0; d < width; d++) {
            expected[d * model.vocabulary + v] += (hidden[place * width + d] * error) / total;
          }
        });
      }
    }
    expectClose(actual, expected, { relative: 1e-4, absolute: 1e-6 });
    learner.dispose();
  });
});

test('TransNAR reads the memory of each problem, in later epochs too, of positions on the grid', async () => {
  const reading = override(presets.smoke.transnar, [
    ...tiny,
    'reader.transnar.gate=0.5',
    'reader.nar.seed=8',
    'reader.nar.algorithms=["minimum","insertion_sort"]',
    'reader.nar.model.width=4',
    'reader.nar.model.tripletWidth=2',
    'reader.nar.data={"sizes":[3],"batch":2}',
    'reader.nar.training.updates=1',
    'reader.nar.training.schedule.peak=1e-30',
    'reader.nar.validation={"every":1,"size":3,"samples":1}',
  ]);
  const trained = await trainOnText(reading);
  const learner = freshLearner(reading);
  const { model: config, algorithms, seed } = reading.reader!.nar;
  const ofNar = Parameters.seeded(seed);
  const nar = new Nar(config, algorithms, ofNar);
  const memoryOf = (batch: TokenBatch) =>
    nar.memory(collate(problemsOf(batch).map(({ trajectory }) => preprocess(trajectory))));
  const batches = Array.from({ length: 8 }, (_, update) =>
    groupsAt(learner, update).map(({ tokens }) => tokens),
  );
  const expected = batches.map((own) => pooledLoss(learner.model, own, memoryOf));
  expectClose(lossesOf(trained.run), expected);
  // It does matter whose memory it is.
  const swapped = ({ nodes, edges, mask }: Memory): Memory => ({
    nodes: tf.reverse(nodes, 0),
    edges: tf.reverse(edges, 0),
    mask,
  });
  const others = batches.map((own) => pooledLoss(learner.model, own, (batch) => swapped(memoryOf(batch))));
  expect(Math.max(...others.map((loss, i) => Math.abs(loss - expected[i])))).toBeGreaterThan(1e-3);
  learner.dispose();
  ofNar.dispose();
  trained.dispose();
});

test('a student learns from both truth and teacher, every token weighing the same', async () => {
  const { student, teacher } = presets.smoke.distilled;
  const distillation = {
    ...presets.smoke.distilled,
    student: override(student, tiny),
    teacher: override({ ...teacher, reader: null }, [...tiny, 'seed=11']),
    loss: { truth: 0.3, temperature: 2.5 },
  };
  const trained = await distill(distillation);
  const [learner, knowing] = [freshLearner(distillation.student), freshLearner(distillation.teacher)];
  const softened = (logits: readonly number[]) => {
    const scaled = logits.map((logit) => logit / 2.5);
    const sum = logSumExp(scaled);
    return scaled.map((logit) => logit - sum);
  };
  const expected = Array.from({ length: 8 }, (_, update) => {
    let [loss, count] = [0, 0];
    for (const { tokens } of groupsAt(learner, update)) {
      const taught = countedRows(knowing.model, tokens);
      countedRows(learner.model, tokens).forEach((row, i) => {
        const [own, theirs] = [softened(row.logits), softened(taught[i].logits)];
        const divergence = theirs.reduce((sum, log, v) => sum + Math.exp(log) * (log - own[v]), 0);
        loss += 0.3 * nats(row) + 0.7 * 2.5 ** 2 * divergence;
        count += 1;
      });
    }
    return loss / count;
  });
  expectClose(lossesOf(trained.run), expected);
  [learner, knowing, trained].forEach((each) => each.dispose());
});

test('English is read in random windows, every token predicted from those before it', async () => {
  const text = join(folder, 'text');
  mkdirSync(text);
  writeFileSync(
    join(text, 'a.txt'),
    'Call me Ishmael. Some years ago, never mind how long precisely.\n'.repeat(3),
  );
  const english = override(presets.smoke.english, [
    ...tiny.filter((change) => /^(seed|transformer|training)/.test(change)),
    `data=${JSON.stringify({ text, batch: 3, length: 20 })}`,
  ]);
  const trained = await pretrainLanguageModel(english);
  const tokens = tokenizer.encode(
    'Call me Ishmael. Some years ago, never mind how long precisely.\n'.repeat(3),
  );
  const expected = Array.from({ length: 8 }, (_, update) => {
    const starts = keyed(5, 'windows', update);
    const windows = [0, 1, 2].map(() => {
      const start = starts.integer(tokens.length - 20);
      return { tokens: Int32Array.from(tokens.slice(start, start + 21)), promptLength: 1 };
    });
    const batch = tokenBatch(windows, {
      loss: 'text',
      positions: { kind: 'randomised', maximum: Math.min(400, 100 + (update / 4) * 300) },
      context: english.transformer.context,
      pad: tokenizer.pad,
      random: keyed(5, 'positions', update),
    });
    expect(batch.weight).toBe(60);
    return pooledLoss(trained.model, [batch]);
  });
  expectClose(lossesOf(trained.run), expected);
  trained.dispose();
});
