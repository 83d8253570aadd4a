/**
 * What the language models learn from at each update, and how its groups are weighed. Losses are taken from all logits,
 * token by token in float64. With a learning rate of almost 0 a model stays as it started, so that every line of the
 * curve is the loss of that start on the batch of its update.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import {
  collate,
  formatSample,
  namesTokenizer,
  preprocess,
  transnarSampleAt,
} from '../../lib/dataset/index.ts';
import { checkExperiment, languageExperiment, override, presets } from '../../lib/experiment/index.ts';
import { type TokenBatch, tokenBatch } from '../../lib/model/language-data/index.ts';
import type { Memory } from '../../lib/model/memory.ts';
import { Nar } from '../../lib/model/nar/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import type { LanguageModel } from '../../lib/model/transformer/language-model.ts';
import { keyed } from '../../lib/random/index.ts';
import { type Run, readMetrics } from '../../lib/store/index.ts';
import {
  type FreshLearner,
  distill,
  trainOnText,
  freshLearner,
  pretrainLanguageModel,
} from '../../lib/training/index.ts';
import { expectClose } from '../support/close.ts';
import { logSumExp } from '../support/plain-math.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-language-training-'));
const tokenizer = namesTokenizer();
const tiny = [
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
const experiment = override(presets.smoke.transformer, tiny);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

/** Of each token that counts: its weight, the token that it should say, and its logits [V]. */
function countedRows(model: LanguageModel, batch: TokenBatch, memory?: Memory) {
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

const nats = ({ logits, target }: { logits: number[]; target: number }) => logSumExp(logits) - logits[target];

/** The mean over all tokens that count, whichever group they are in. */
function pooledLoss(
  model: LanguageModel,
  batches: readonly TokenBatch[],
  memoryOf: (batch: TokenBatch) => Memory | undefined = () => undefined,
): number {
  const rows = batches.flatMap((batch) => countedRows(model, batch, memoryOf(batch)));
  return rows.reduce((sum, row) => sum + nats(row), 0) / rows.length;
}

const groupsAt = ({ task }: FreshLearner, update: number) => task.batch(update);
const lossesOf = (run: Run) => readMetrics(run).map(({ loss }) => loss);

/** The training problems of seed 5. */
const problems = (['minimum', 'insertion_sort'] as const).flatMap((algorithm) =>
  [3, 4].flatMap((size) =>
    [0, 1, 2, 3].map((index) => {
      const trajectory = transnarSampleAt('train', algorithm, size, 5, index);
      return { trajectory, ...formatSample(trajectory) };
    }),
  ),
);

/** The problem of each row of a batch, by its question. */
const problemsOf = ({ tokens, length, promptLengths }: TokenBatch) =>
  Array.from(promptLengths, (end, row) => {
    const asked = tokenizer.decode(tokens.subarray(row * length, row * length + end));
    return problems.find(({ question }) => question === asked)!;
  });

describe('the batches', () => {
  test('show every sample once an epoch, those of the training split and of the own seed', () => {
    const learner = freshLearner(experiment);
    const textsOf = (epoch: number) =>
      [0, 1, 2, 3]
        .flatMap((step) => groupsAt(learner, 4 * epoch + step))
        .flatMap(({ tokens: { tokens, targets, weights, length, size } }) =>
          Array.from({ length: size }, (_, row) => {
            const [start, end] = [row * length, (row + 1) * length];
            const last = weights.subarray(start, end).lastIndexOf(1);
            return tokenizer.decode([tokens[start], ...targets.subarray(start, start + last + 1)]);
          }),
        );
    const expected = problems.map(({ question, answer }) => question + answer);
    expect(new Set(expected).size).toBe(16);
    expect(textsOf(0).sort()).toEqual([...expected].sort());
    expect(textsOf(1).sort()).toEqual([...expected].sort());
    expect(textsOf(1)).not.toEqual(textsOf(0));
    learner.dispose();
  });

  test.each(['answer', 'text'])(
    'count the tokens of the %s, each as the next of the one before it',
    (loss) => {
      const learner = freshLearner(override(experiment, [`loss=${loss}`]));
      for (const { tokens: batch } of groupsAt(learner, 1)) {
        problemsOf(batch).forEach(({ question, answer }, row) => {
          const own = batch.weights.subarray(row * batch.length, (row + 1) * batch.length);
          const [asked, said] = [question, answer].map((text) => tokenizer.encode(text).length);
          const first = loss === 'answer' ? asked - 1 : 0;
          const counted = Array.from(own, (_, t) => (t >= first && t < asked + said - 1 ? 1 : 0));
          expect([...own]).toEqual(counted);
        });
      }
      learner.dispose();
    },
  );

  test('call nodes by other names each time, where that is asked for: rising ones, in question and answer', () => {
    const named = { ...experiment, data: { ...experiment.data, indexHints: true as const, indexLabels: 9 } };
    const learner = freshLearner(named);
    const seen = new Set<string>();
    for (let update = 0; update < 8; update++) {
      for (const { tokens } of groupsAt(learner, update)) {
        for (let row = 0; row < tokens.size; row++) {
          const text = tokenizer.decode(
            tokens.tokens.subarray(row * tokens.length, (row + 1) * tokens.length),
          );
          const [, list] = /key: \[([^\]]+)\]/.exec(text)!;
          const labels = list.split(' ').map((element) => Number(element.split(':')[0]));
          expect(labels).toEqual([...new Set(labels)].sort((a, b) => a - b));
          labels.forEach((label) => expect(label).toBeLessThan(9));
          const values = list.split(' ').map((element) => Number(element.split(':')[1]));
          if (text.startsWith('minimum')) {
            const [, answer] = /min:\n(\d+)/.exec(text)!;
            expect(values[labels.indexOf(Number(answer))]).toBe(Math.min(...values));
          }
          seen.add(labels.join());
        }
      }
    }
    expect(seen.size).toBeGreaterThan(16);
    const few = { ...named, data: { ...named.data, indexLabels: 3 } };
    expect(() => [0, 1, 2, 3].map((update) => groupsAt(freshLearner(few), update))).toThrow(
      'A problem has 4 nodes: data.indexLabels (3) must be',
    );
    const unhinted = () => checkExperiment(languageExperiment, override(experiment, ['data.indexLabels=9']));
    expect(unhinted).toThrow('data.indexLabels: needs index hints');
  });

  test('call nodes by numbers that follow one another, where that is asked for', () => {
    const data = {
      ...experiment.data,
      indexHints: true as const,
      indexLabels: 9,
      consecutiveLabels: true as const,
    };
    const learner = freshLearner({ ...experiment, data });
    const firsts = new Set<number>();
    for (let update = 0; update < 16; update++) {
      for (const { tokens } of groupsAt(learner, update)) {
        const text = tokenizer.decode(tokens.tokens.subarray(0, tokens.length));
        const [, list] = /key: \[([^\]]+)\]/.exec(text)!;
        const labels = list.split(' ').map((element) => Number(element.split(':')[0]));
        expect(labels).toEqual(labels.map((_, i) => labels[0] + i));
        expect(labels.at(-1)).toBeLessThan(9);
        firsts.add(labels[0]);
      }
    }
    expect(Math.min(...firsts)).toBe(0);
    expect(firsts.size).toBeGreaterThan(2);
    const unlabelled = () =>
      checkExperiment(
        languageExperiment,
        override(experiment, ['data.indexHints=true', 'data.consecutiveLabels=true']),
      );
    expect(unlabelled).toThrow('data.consecutiveLabels: needs index labels');
  });

  test('come in another order for another seed', () => {
    const [one, other] = [experiment, override(experiment, ['seed=6'])].map((own) => freshLearner(own));
    const orderOf = ({ task }: FreshLearner) =>
      [0, 1, 2, 3].map((update) => task.describe(update).replace(/ \(seed.*/, ''));
    expect(orderOf(one)).not.toEqual(orderOf(other));
    [one, other].forEach((learner) => learner.dispose());
  });

  test('have positions of their own in every update and group, in a range that widens over the first half', () => {
    const learner = freshLearner(experiment);
    for (let update = 0; update < 8; update++) {
      groupsAt(learner, update).forEach(({ tokens }, group) => {
        const maximum = Math.min(400, 100 + (update / 4) * 300);
        expect(Math.max(...tokens.positions)).toBeLessThan(maximum);
        // The same draws as anywhere else: from the run's seed, the update and the group.
        const again = tokenBatch(examplesOf(tokens), {
          loss: 'answer',
          positions: { kind: 'randomised', maximum },
          context: 256,
          pad: tokenizer.pad,
          random: keyed(5, 'positions', update, group),
        });
        expect(again).toEqual(tokens);
      });
    }
    learner.dispose();
  });
});

/** The sequences of a batch, whose answers end with the blank line. */
function examplesOf({ tokens, targets, weights, length, size, promptLengths }: TokenBatch) {
  return Array.from({ length: size }, (_, row) => {
    const last = weights.subarray(row * length, (row + 1) * length).lastIndexOf(1);
    const sequence = [tokens[row * length], ...targets.subarray(row * length, row * length + last + 1)];
    return { tokens: Int32Array.from(sequence), promptLength: promptLengths[row] };
  });
}

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
