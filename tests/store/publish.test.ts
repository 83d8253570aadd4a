/** A finished run, published and found where nothing was trained: the smoke experiments, shrunk. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { collate, preprocess, sampleAt } from '../../lib/dataset/index.ts';
import { findRun, listRuns, openRun, override, presets } from '../../lib/experiment/index.ts';
import { publishRun, readManifest, readMetrics } from '../../lib/store/index.ts';
import { createRun } from '../../lib/store/new-run.ts';
import {
  type TrainedNar,
  evaluateLanguageModel,
  evaluateNar,
  trainOnText,
  pretrainLanguageModel,
  pretrainNar,
} from '../../lib/training/index.ts';
import { thinned } from '../../lib/store/publish.ts';
import { fromFloat16, toFloat16 } from '../../lib/store/float16.ts';
import { transnar as command } from '../support/command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-publish-'));
const [origin, elsewhere, checkpoints] = ['origin', 'elsewhere', 'checkpoints'].map((name) =>
  join(folder, name),
);
/** This machine's runs are in `data`; published ones in the same place for all. */
const on = (data: string) =>
  Object.assign(process.env, { TRANSNAR_DATA: data, TRANSNAR_CHECKPOINTS: checkpoints });

const nar = override(presets.smoke.nar, [
  'algorithms=["minimum","bfs"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3,4],"batch":2}',
  'training.updates=8',
  'validation={"every":4,"size":4,"samples":2}',
]);
const transnar = override(presets.smoke.transnar, [
  'algorithms=["minimum","bfs"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=6',
  'evaluation={"sizes":[4,5],"samples":3}',
  'reader.frozen=false', // so that the reasoner's parameters are published along
  `reader.nar=${JSON.stringify(nar)}`,
]);
const english = override(presets.smoke.english, [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"text":"english","batch":2,"length":16}',
  'training.updates=3',
]);

let original: TrainedNar;
beforeAll(async () => {
  await chooseBackend();
  on(origin);
  original = await pretrainNar(nar);
  publishRun(original.run);
});
afterAll(() => {
  original.dispose();
  delete process.env['TRANSNAR_DATA'];
  delete process.env['TRANSNAR_CHECKPOINTS'];
  rmSync(folder, { recursive: true });
});

const valuesOf = ({ parameters }: Pick<TrainedNar, 'parameters'>) =>
  new Map([...parameters.entries()].map(([name, variable]) => [name, [...variable.dataSync()]]));
const half = (values: Map<string, number[]>) =>
  new Map(
    [...values].map(([name, numbers]) => [name, numbers.map((value) => fromFloat16(toFloat16(value)))]),
  );
const never = { progress: () => expect.unreachable('a published run is not trained') };
describe('a published reasoner', () => {
  test('is three small files that say what they are', () => {
    const there = join(checkpoints, basename(original.run.folder));
    expect(readdirSync(there).sort()).toEqual(['best.safetensors', 'manifest.json', 'metrics.jsonl']);
    const count = original.parameters.count();
    const bytes = readFileSync(join(there, 'best.safetensors'));
    expect(bytes.length - 8 - Number(bytes.readBigUInt64LE(0))).toBe(2 * count);
    expect(readManifest({ manifest: join(there, 'manifest.json') })).toMatchObject({
      ...readManifest(original.run),
      published: {
        parameters: 'best by validation',
        stored: 'float16',
        metricLines: { kept: 2, written: 2 },
      },
    });
  });

  test('is found where nothing was trained, with the rounded parameters, their predictions and the curve', async () => {
    on(elsewhere);
    const found = await pretrainNar(nar, never);
    expect(valuesOf(found)).toEqual(half(valuesOf(original)));
    expect(readMetrics(found.run)).toEqual(readMetrics(original.run));
    expect(readMetrics(found.run).at(-1)?.scores).toHaveProperty('bfs');

    const batch = collate([preprocess(sampleAt('bfs', 4, 1, 0)), preprocess(sampleAt('bfs', 4, 1, 1))]);
    const exact = valuesOf(original);
    const rounded = half(exact);
    const assign = (values: Map<string, number[]>) => {
      for (const [name, variable] of original.parameters.entries()) {
        tf.tidy(() => variable.assign(tf.tensor(values.get(name)!, variable.shape)));
      }
    };
    assign(rounded);
    const [ours, theirs] = [original.nar.logits(batch), found.nar.logits(batch)];
    expect([...theirs.outputs.pi.dataSync()]).toEqual([...ours.outputs.pi.dataSync()]);
    assign(exact);
    found.dispose();
  });

  test('gives rows of the same run and command, and leaves its folder alone', async () => {
    on(elsewhere);
    const there = join(checkpoints, basename(original.run.folder));
    const before = readdirSync(there);
    const found = await pretrainNar(nar, never);
    const identity = (trained: TrainedNar) =>
      evaluateNar(trained, [4], 2).map(({ run, command: typed, experiment, step }) => [
        run,
        typed,
        experiment,
        step,
      ]);
    expect(identity(found)).toEqual(identity(original));
    expect(readdirSync(there)).toEqual(before);
    found.dispose();
  });

  test('is read by a TransNAR, whose own run can be published too, with the reasoner that it trained on', async () => {
    on(elsewhere);
    const trained = await trainOnText(transnar);
    const rows = await evaluateLanguageModel(trained);
    publishRun(trained.run);
    on(join(folder, 'third'));
    const found = await trainOnText(transnar, never);
    expect(valuesOf(found)).toEqual(half(valuesOf(trained)));
    const again = await evaluateLanguageModel(found);
    const names = (all: typeof rows) =>
      all.map(({ run, command: typed, metric, size }) => [run, typed, metric, size]);
    expect(names(again)).toEqual(names(rows));
    expect(readdirSync(found.run.published!)).toHaveLength(3);
    trained.dispose();
    found.dispose();
  });

  test('is not found by another configuration, nor preferred to a run of this machine', () => {
    on(elsewhere);
    expect(findRun({ ...nar, seed: 1 })).toBeUndefined();
    expect(openRun({ ...nar, seed: 1 }).published).toBeUndefined();
    on(origin);
    expect(openRun(nar)).toMatchObject({ folder: original.run.folder });
    expect(openRun(nar).published).toBeUndefined();
  });
});

test('a language model is published with its final parameters', async () => {
  on(origin);
  const trained = await pretrainLanguageModel(english);
  publishRun(trained.run);
  on(elsewhere);
  const found = await pretrainLanguageModel(english, never);
  expect(valuesOf(found)).toEqual(half(valuesOf(trained)));
  expect(readManifest(found.run).published?.parameters).toBe('final');
  const start = await trainOnText(
    override(presets.smoke.transformer, [
      'algorithms=["minimum"]',
      `transformer=${JSON.stringify(english.transformer)}`,
      'data={"sizes":[3],"samples":4,"hints":false,"batch":4,"groups":1}',
      'training.updates=1',
      `initialisation=${JSON.stringify({ kind: 'english', experiment: english })}`,
    ]),
  );
  expect(start.run.published).toBeUndefined();
  [trained, found, start].forEach((each) => each.dispose());
});

describe('npx transnar runs', () => {
  const env = { TRANSNAR_DATA: join(folder, 'elsewhere'), TRANSNAR_CHECKPOINTS: join(folder, 'checkpoints') };
  const name = () => basename(original.run.folder);

  test('lists what is published as such and never removes it', () => {
    on(elsewhere);
    createRun('begun-0', { name: 'begun', config: {}, command: 'x' });
    expect(command(['runs'], { env }).stdout).toMatch(new RegExp(`^${name()}\tpublished, finished in`, 'm'));
    const removed = command(['runs', 'clean'], { env }).stdout;
    expect(removed).toMatch(/^removed begun-/m);
    expect(removed).not.toContain(name());
    expect(existsSync(join(checkpoints, name(), 'manifest.json'))).toBe(true);
    expect(listRuns().filter(({ published }) => published).length).toBeGreaterThan(0);
  });

  test('training a published run says that there is nothing to train, and how to train it all the same', () => {
    const { experiment } = original;
    const file = join(folder, 'nar.json');
    writeFileSync(file, JSON.stringify(experiment));
    const { stdout, stderr } = command(['pretrain-nar', file], { env });
    expect(stdout.trim()).toBe(join(checkpoints, name()));
    expect(stderr).toMatch(/published run: set TRANSNAR_CHECKPOINTS to an empty folder to train it again/);
  });

  test.each([
    ['nar-huge-12345678', /no run "nar-huge-12345678" on this machine/],
    [() => name(), /is published already: remove/],
  ])('publish %s: one clear message', (which, message) => {
    const { code, stderr } = command(['runs', 'publish', typeof which === 'string' ? which : which()], {
      env: { ...env, TRANSNAR_DATA: origin },
    });
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(message);
  });

  test('a run that has not ended is not published', () => {
    on(elsewhere);
    expect(() =>
      publishRun(createRun('begun-1', { name: 'begun', config: {}, command: 'npx transnar x' })),
    ).toThrow(/not been trained to its end: npx transnar x/);
  });
});

describe('a damaged published run gets one clear message', () => {
  const file = (part: string) => join(checkpoints, basename(original.run.folder), part);

  test.each([
    ['best.safetensors', (whole: Buffer) => whole.subarray(0, 5000), /is not what was published.*restore it/],
    ['best.safetensors', () => undefined, /is not what was published \(no file/],
    ['manifest.json', (whole: Buffer) => whole.subarray(0, 50), /manifest\.json is not a readable manifest/],
    [
      'manifest.json',
      (whole: Buffer) => Buffer.from(whole.toString().replace('"seed": 0', '"seed": 7')),
      /is not the run that it is called after: .* of another configuration/,
    ],
  ])('%s', async (part, damage, message) => {
    on(join(folder, 'fourth'));
    const whole = readFileSync(file(part));
    const damaged = damage(whole);
    if (damaged) writeFileSync(file(part), damaged);
    else rmSync(file(part));
    try {
      await expect(pretrainNar(nar, never)).rejects.toThrow(message);
    } finally {
      writeFileSync(file(part), whole);
    }
  });
});

test('a long curve is thinned to means of neighbours; validations stay where they were', () => {
  const lines = Array.from({ length: 100 }, (_, i) => ({
    update: 2 * (i + 1),
    loss: i,
    gradientNorm: 1,
    learningRate: 1e-3,
    seconds: i,
    ...(i === 50 && { score: 0.5, scores: { bfs: 0.5 } }),
  }));
  const short = thinned(lines, 25);
  expect(short.length).toBeLessThanOrEqual(26);
  expect(short[0]).toMatchObject({ update: 8, loss: 1.5, seconds: 3 });
  expect(short.filter(({ score }) => score !== undefined)).toEqual([
    expect.objectContaining({ update: 102, scores: { bfs: 0.5 } }),
  ]);
  expect(short.at(-1)?.update).toBe(200);
  const total = (all: typeof short) =>
    all.reduce((sum, { loss, update }, i) => sum + loss * (update - (all[i - 1]?.update ?? 0)), 0);
  expect(total(short)).toBeCloseTo(total(lines), 6);
  expect(thinned(lines, 100)).toEqual(lines);
});
