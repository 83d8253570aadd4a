/** The default experiments, shrunk, from pretraining to scored answers: what every notebook and command goes through. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { collate, preprocess, transnarSampleAt } from '../../lib/dataset/index.ts';
import { metricNames, parseResultRow } from '../../lib/metric/index.ts';
import type { Reasoner } from '../../lib/model/transnar/index.ts';
import { commandOf, override, presets } from '../../lib/experiment/index.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { type Prediction, readManifest, readPredictions } from '../../lib/store/index.ts';
import {
  type TrainedLanguageModel,
  evaluateLanguageModel,
  evaluateNar,
  trainOnText,
  pretrainNar,
} from '../../lib/training/index.ts';
import { decodeSafetensors } from '../../lib/store/safetensors.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-slice-'));
const tinyNar = [
  'algorithms=["minimum","bfs"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3,4],"batch":2}',
  'training.updates=8',
  'validation={"every":4,"size":4,"samples":2}',
];
const tinyText = [
  'algorithms=["minimum","bfs"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3,4],"samples":4,"hints":false,"batch":4,"groups":2}',
  'training.updates=6',
  'evaluation={"sizes":[4,5],"samples":3}',
];
const nar = override(presets.smoke.nar, tinyNar);
const transformer = override(presets.smoke.transformer, tinyText);
const transnar = override(presets.smoke.transnar, [...tinyText, `reader.nar=${JSON.stringify(nar)}`]);
const trainedAlong = override(transnar, ['reader.frozen=false']);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

const valuesOf = ({ parameters }: Pick<TrainedLanguageModel, 'parameters'>) =>
  [...parameters.entries()].map(([name, variable]) => [name, [...variable.dataSync()]] as const);

/** Names of all tensors in the checkpoint. */
const stored = ({ run }: TrainedLanguageModel) => [
  ...decodeSafetensors(readFileSync(run.checkpoint), run.checkpoint).tensors.keys(),
];
const isOfNar = (name: string) => /(^|\.)nar\./.test(name);

/** What a reasoner knows of one problem. */
function memoryOf(reasoner: Pick<Reasoner, 'memory'>): number[] {
  const batch = collate([preprocess(transnarSampleAt('evaluation', 'bfs', 4, 0, 0))]);
  return tf.tidy(() => [...reasoner.memory(batch).nodes.dataSync()]);
}

test('a reasoner is pretrained, scored, and found again by its configuration', async () => {
  const trained = await pretrainNar(nar);
  const rows = evaluateNar(trained, [4, 6], 4);
  expect(rows.map(({ algorithm, size, metric }) => [algorithm, size, metric])).toEqual([
    ['minimum', 4, 'clrs'],
    ['minimum', 4, 'valid'],
    ['minimum', 6, 'clrs'],
    ['minimum', 6, 'valid'],
    ['bfs', 4, 'clrs'],
    ['bfs', 4, 'valid'],
    ['bfs', 6, 'clrs'],
    ['bfs', 6, 'valid'],
  ]);
  for (const row of rows) {
    expect(parseResultRow(row)).toMatchObject({ model: 'nar', step: 8, samples: 4, seed: 0 });
    expect(row.command).toMatch(/^npx transnar evaluate nar nar-smoke --set .* --sizes 4,6 --samples 4$/);
  }

  const again = await pretrainNar(nar);
  expect(again.run.folder).toBe(trained.run.folder);
  expect(valuesOf(again)).toEqual(valuesOf(trained));
  trained.dispose();
  again.dispose();
});

test('TransNAR trains with its reasoner frozen; the baseline has neither reader nor reasoner', async () => {
  const reasoner = await pretrainNar(nar);
  const before = valuesOf(reasoner);
  const [withNar, without] = [await trainOnText(transnar), await trainOnText(transformer)];
  const after = await pretrainNar(nar);
  expect(valuesOf(after)).toEqual(before);

  const names = ({ parameters }: TrainedLanguageModel) => [...parameters.entries().keys()];
  expect(stored(withNar).filter(isOfNar)).toEqual([]);
  expect(names(withNar).some((name) => name.startsWith('reader.'))).toBe(true);
  expect(names(without)).toEqual(names(withNar).filter((name) => !name.startsWith('reader.')));
  expect(without.reasoner).toBeUndefined();
  [reasoner, after, withNar, without].forEach((trained) => trained.dispose());
});

test('a reasoner that is not frozen learns with the language model, and is part of its checkpoint alone', async () => {
  const pretrained = await pretrainNar(nar);
  const before = valuesOf(pretrained);
  const trained = await trainOnText(trainedAlong);
  const ofNar = [...pretrained.parameters.entries().keys()];
  for (const prefix of ['', 'adam.first.', 'adam.second.']) {
    expect(stored(trained)).toEqual(expect.arrayContaining(ofNar.map((name) => prefix + name)));
  }
  const learned = memoryOf(trained.reasoner!);
  expect(learned).not.toEqual(memoryOf(pretrained.nar));

  const [again, untouched] = [await trainOnText(trainedAlong), await pretrainNar(nar)];
  expect(again.run.folder).toBe(trained.run.folder);
  expect(memoryOf(again.reasoner!)).toEqual(learned);
  expect(valuesOf(untouched)).toEqual(before);
  [pretrained, trained, again, untouched].forEach((each) => each.dispose());
});

test('an evaluation gives valid rows and every answer, and is not computed twice', async () => {
  const trained = await trainOnText(transnar);
  const rows = await evaluateLanguageModel(trained);
  expect(rows).toHaveLength(2 * 2 * metricNames.length); // algorithms x sizes x metrics
  for (const row of rows) {
    expect(parseResultRow(row)).toMatchObject({ model: 'transnar', samples: 3, step: 6 });
    expect(row.command).toContain("npx transnar evaluate text transnar-smoke --set 'algorithms=");
  }
  const predictions = readPredictions(trained.run);
  expect(predictions).toHaveLength(2 * 2 * 3);
  for (const { seconds } of predictions) expect(seconds).toBeGreaterThan(0);
  expect(new Set(predictions.map(({ seconds }) => seconds)).size).toBe(2 * 2); // one batch a cell
  const cell = predictions.filter(({ algorithm, size }) => algorithm === 'bfs' && size === 5);
  const mean = cell.reduce((sum, { parse }) => sum + parse, 0) / cell.length;
  const row = rows.find(({ algorithm, size, metric }) => [algorithm, size, metric].join() === 'bfs,5,parse');
  expect(row?.value).toBeCloseTo(mean, 12);

  const file = readFileSync(join(trained.run.evaluation, 'predictions.jsonl'), 'utf8');
  expect(await evaluateLanguageModel(trained)).toEqual(rows);
  expect(readFileSync(join(trained.run.evaluation, 'predictions.jsonl'), 'utf8')).toBe(file);
  trained.dispose();
});

test('an interrupted evaluation goes on after its last finished cell, and ends with the same answers', async () => {
  const trained = await trainOnText(transnar);
  const rows = await evaluateLanguageModel(trained);
  const whole = withoutTime(readPredictions(trained.run));
  rmSync(join(trained.run.evaluation, 'results.jsonl'));
  rmSync(join(trained.run.evaluation, 'predictions.jsonl'));

  const controller = new AbortController();
  const interrupt = async () => {
    while (readPredictions(trained.run).length < 3) await setImmediate(); // until the first cell is kept
    controller.abort();
  };
  await expect(
    evaluateLanguageModel(trained, { progress: () => void interrupt(), signal: controller.signal }),
  ).rejects.toThrow(/after 1 of 4 parts.*resumes/);
  const partial = readPredictions(trained.run);
  expect(partial).toHaveLength(3);

  const resumed = await evaluateLanguageModel(trained);
  const predictions = readPredictions(trained.run);
  expect(predictions.slice(0, partial.length)).toEqual(partial); // kept, not computed again
  expect(withoutTime(predictions)).toEqual(whole);
  expect(resumed.map(scored)).toEqual(rows.map(scored));
  trained.dispose();
});

const withoutTime = (predictions: readonly Prediction[]) =>
  predictions.map((prediction) => ({ ...prediction, seconds: 0, made: undefined }));
const scored = ({ algorithm, size, metric, value, samples }: ResultRow) => [
  algorithm,
  size,
  metric,
  value,
  samples,
];

test('the command of a run makes the same configuration', async () => {
  const { run, dispose } = await trainOnText(transformer).then((trained) => ({
    run: trained.run,
    dispose: () => trained.dispose(),
  }));
  const { command, config } = readManifest(run);
  const changes = [...command.matchAll(/--set '([^']*)'/g)].map(([, change]) => change);
  expect(override(presets.smoke.transformer, changes)).toEqual(config);
  expect(commandOf('train', presets.smoke.transformer)).toBe('npx transnar train transformer-smoke');
  dispose();
});
