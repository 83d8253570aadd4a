/**
 * What the reasoner learns from at each update, and which of its parameters are kept. With a learning rate of almost 0
 * it stays as it started, so that every line of the curve is the loss of that start on the batch of its update.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { type AlgorithmName, type SamplerOptions, collate, sampleAt } from '../../lib/dataset/index.ts';
import { preprocess } from '../../lib/dataset/transforms/index.ts';
import { type NarExperiment, override, presets } from '../../lib/experiment/index.ts';
import { Nar } from '../../lib/model/nar/index.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { keyed } from '../../lib/random/index.ts';
import { loadVariables, readMetrics } from '../../lib/store/index.ts';
import { pretrainNar } from '../../lib/training/index.ts';
import { narScore } from '../../lib/training/nar-score.ts';
import { turnsOf } from '../../lib/training/nar-turns.ts';
import { expectClose } from '../support/close.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-nar-training-'));
const experiment = override(presets.smoke.nar, [
  'seed=7',
  'algorithms=["minimum","bfs","naive_string_matcher"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[4,6],"batch":3}',
  'training.updates=15',
  'training.logEvery=1',
  'training.schedule.peak=1e-30',
  'validation={"every":6,"size":5,"samples":4}',
]);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

function freshNar({ model, algorithms, seed }: NarExperiment) {
  const parameters = Parameters.seeded(seed);
  return { nar: new Nar(model, algorithms, parameters), parameters };
}

/** The reference's options; strings have a needle of up to half of the nominal size, in a quarter more characters. */
const drawOf = (name: AlgorithmName, size: number): [number, SamplerOptions] =>
  name === 'naive_string_matcher'
    ? [Math.floor(1.25 * size), { lengthNeedle: -size / 2 }]
    : [size, { p: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] }];

/** Algorithms take turns, and after a round of all of them comes the next size; no sample is seen twice. */
function batchAt(update: number) {
  const name = (['minimum', 'bfs', 'naive_string_matcher'] as const)[update % 3];
  const round = Math.floor(update / 3);
  const [size, options] = drawOf(name, [4, 6][round % 2]);
  const samples = [0, 1, 2].map((i) => {
    const index = 3 * round + i;
    const random = keyed('nar train 7', 'positions', name, size, index);
    return preprocess(sampleAt(name, size, 'nar train 7', index, options), { random });
  });
  return collate(samples);
}

test('an update learns the next algorithm in turn, of a round the same size, from samples never seen before', async () => {
  const trained = await pretrainNar(experiment);
  const { nar, parameters } = freshNar(experiment);
  const lines = readMetrics(trained.run);
  const expected = Array.from({ length: 15 }, (_, update) =>
    tf.tidy(() => nar.loss(batchAt(update), keyed(7, 'nar-loss', update)).arraySync()),
  );
  expect(lines.map(({ update }) => update)).toEqual(expected.map((_, update) => update + 1));
  expectClose(
    lines.map(({ loss }) => loss),
    expected,
  );
  parameters.dispose();
  trained.dispose();
});

test('in chunks it learns one, drawn at random, of the steps of each batch', async () => {
  const chunked = override(experiment, ['chunk=1']);
  const trained = await pretrainNar(chunked);
  const { nar, parameters } = freshNar(chunked);
  const lines = readMetrics(trained.run);
  const drawn: number[] = [];
  const expected = Array.from({ length: 15 }, (_, update) => {
    const batch = batchAt(update);
    const random = keyed(7, 'nar-loss', update);
    const steps = Math.max(1, ...batch.lengths.map((length) => length - 1));
    const chunk = Math.floor(random.double() * steps);
    drawn.push(chunk);
    const span = { from: chunk, to: chunk + 1 };
    return tf.tidy(() => nar.chunkLoss(batch, random, span)().arraySync());
  });
  expect(new Set(drawn).size).toBeGreaterThan(2);
  expectClose(
    lines.map(({ loss }) => loss),
    expected,
  );
  parameters.dispose();
  trained.dispose();
});

test('an update changes the processor and what its own algorithm has', async () => {
  const one = override(experiment, ['training.updates=2', 'training.schedule.peak=0.01']);
  const trained = await pretrainNar(one);
  const { parameters } = freshNar(one);
  const changed = [...trained.parameters.entries()]
    .filter(([name, variable]) => {
      const before = parameters.entries().get(name)!.dataSync();
      return variable.dataSync().some((value, i) => value !== before[i]);
    })
    .map(([name]) => name.replace(/^nar\.(processor|algorithms\.[a-z_]+)\..*/, '$1'));
  expect([...new Set(changed)].sort()).toEqual(['algorithms.bfs', 'algorithms.minimum', 'processor']);
  parameters.dispose();
  trained.dispose();
});

test('it is validated on samples of their own, and ends with the parameters that were best', async () => {
  const learning = override(experiment, [
    'training.updates=24',
    'training.schedule.peak=0.2',
    'validation={"every":3,"size":5,"samples":7}',
  ]);
  const trained = await pretrainNar(learning);
  const scored = readMetrics(trained.run).filter(({ score }) => score !== undefined);
  expect(scored.map(({ update }) => update)).toEqual([3, 6, 9, 12, 15, 18, 21, 24]);
  const best = scored.reduce((most, line) => (line.score! > most.score! ? line : most));
  expect(best.update, 'a run whose last parameters are not its best').toBeLessThan(24);
  const { parameters } = freshNar(learning);
  expect(loadVariables(trained.run.best, parameters.entries())).toMatchObject({
    update: String(best.update),
  });
  for (const [name, variable] of trained.parameters.entries()) {
    expect([...variable.dataSync()], name).toEqual([...parameters.entries().get(name)!.dataSync()]);
  }
  const scores = learning.algorithms.map(async (algorithm) => [
    algorithm,
    await narScore(trained.nar, { algorithm, size: 5, samples: 7, split: 'validation', batch: 7 }),
  ]);
  expect(best.scores).toEqual(Object.fromEntries(await Promise.all(scores)));
  parameters.dispose();
  trained.dispose();
});

test('a second validation has larger problems of its own; it is written with the first and chooses nothing', async () => {
  const base = override(experiment, [
    'training.updates=12',
    'training.schedule.peak=0.2',
    'validation={"every":3,"size":5,"samples":7}',
  ]);
  const beyond = { size: 9, samples: 4 };
  const notes: (string | undefined)[] = [];
  const plain = await pretrainNar(base);
  const trained = await pretrainNar(override(base, [`validation.beyond=${JSON.stringify(beyond)}`]), {
    progress: ({ note }) => void notes.push(note),
  });
  const [lines, others] = [readMetrics(trained.run), readMetrics(plain.run)];
  expect(lines.map(({ loss, scores }) => [loss, scores])).toEqual(
    others.map(({ loss, scores }) => [loss, scores]),
  );
  expect(lines.filter((line) => line.scoreBeyond !== undefined).map(({ update }) => update)).toEqual([
    3, 6, 9, 12,
  ]);
  expect(others.every(({ scoreBeyond }) => scoreBeyond === undefined)).toBe(true);
  const kept = lines.reduce((most, line) => ((line.score ?? -1) > (most.score ?? -1) ? line : most));
  const scores = base.algorithms.map(async (algorithm) => [
    algorithm,
    await narScore(trained.nar, { algorithm, ...beyond, split: 'beyond', batch: 4 }),
  ]);
  const expected = Object.fromEntries(await Promise.all(scores)) as Record<string, number>;
  expect(kept.scoresBeyond).toEqual(expected);
  expect(kept.scoreBeyond).toBeCloseTo(
    (expected['minimum'] + expected['bfs'] + expected['naive_string_matcher']) / 3,
    12,
  );
  expect(notes.at(-1)).toMatch(/^loss \S+ · val \S+ \(.+\) · beyond (\.\d\d|1\.00)$/);
  plain.dispose();
  trained.dispose();
});

test('with a focus, updates go where the last validation found most lacking; resumed it is the same bit for bit', async () => {
  const focused = override(experiment, [
    'data={"sizes":[4,6],"batch":3,"focus":0.9}',
    'training.updates=20',
    'training.schedule.peak=0.05',
    'validation={"every":6,"size":5,"samples":4}',
  ]);
  const whole = await pretrainNar(focused);
  const lines = readMetrics(whole.run);
  const { scores } = lines.find(({ update }) => update === 6)!;
  const turns = turnsOf(focused);
  turns.validated!(scores!, 6);
  const learned = [6, 7, 8, 9, 10, 11].map((update) => turns.at(update).algorithm);
  const lacks = (name: AlgorithmName) => 1 - scores![name];
  for (const name of focused.algorithms) {
    const share =
      0.1 / 3 + (0.9 * lacks(name)) / focused.algorithms.reduce((sum, each) => sum + lacks(each), 0);
    expect(Math.abs(learned.filter((each) => each === name).length - 6 * share), name).toBeLessThan(1);
  }
  const values = [...whole.parameters.entries().values()].map((variable) => [...variable.dataSync()]);
  whole.dispose();
  process.env['TRANSNAR_DATA'] = join(folder, 'again');
  try {
    for (let sitting = 1; sitting <= 8; sitting++) {
      // The first update of a sitting is reported at once: each has one, and the sixth ends with a validation.
      const controller = new AbortController();
      const progress = () => controller.abort();
      const sat = pretrainNar(focused, { progress, signal: controller.signal });
      await expect(sat).rejects.toThrow(`Interrupted after update ${sitting} of 20`);
    }
    const resumed = await pretrainNar(focused);
    expect([...resumed.parameters.entries().values()].map((variable) => [...variable.dataSync()])).toEqual(
      values,
    );
    expect(readMetrics(resumed.run).map(({ loss, scores: own }) => [loss, own])).toEqual(
      lines.map(({ loss, scores: own }) => [loss, own]),
    );
    resumed.dispose();
  } finally {
    process.env['TRANSNAR_DATA'] = folder;
  }
});

test('masks of hints are those of the seed and the update: resumed, a run is the same bit for bit', async () => {
  const masked = override(experiment, [
    'model.reconstruction={"weight":1,"mask":0.4}',
    'training.updates=7',
    'training.schedule.peak=0.05',
    'chunk=2',
  ]);
  const bitsOf = (trained: Awaited<ReturnType<typeof pretrainNar>>) => {
    const values = [...trained.parameters.entries().values()].map((variable) => [...variable.dataSync()]);
    const losses = readMetrics(trained.run).map(({ loss }) => loss);
    trained.dispose();
    return { values, losses };
  };
  const whole = bitsOf(await pretrainNar(masked));
  expect(new Set(whole.losses).size).toBe(7);
  process.env['TRANSNAR_DATA'] = join(folder, 'masked');
  try {
    const controller = new AbortController();
    const sat = pretrainNar(masked, { progress: () => controller.abort(), signal: controller.signal });
    await expect(sat).rejects.toThrow('Interrupted after update 1 of 7');
    expect(bitsOf(await pretrainNar(masked))).toEqual(whole);
  } finally {
    process.env['TRANSNAR_DATA'] = folder;
  }
  const other = bitsOf(await pretrainNar(override(masked, ['seed=8'])));
  expect(other.losses).not.toEqual(whole.losses);
});
