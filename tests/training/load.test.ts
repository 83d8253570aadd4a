/** Loading apart from training: what looks at a model never begins to train one. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { MissingRunError, findRun, override, presets } from '../../lib/experiment/index.ts';
import { evaluateLanguageModel, loadTrained, pretrainNar, trainOnText } from '../../lib/training/index.ts';
import { readManifest } from '../../lib/store/index.ts';
import { valuesOf } from '../support/parameter-values.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-load-'));
const nar = override(presets.smoke.nar, [
  'algorithms=["minimum"]',
  'model.width=4',
  'model.tripletWidth=2',
  'data={"sizes":[3],"batch":2}',
  'training.updates=2',
  'validation={"every":2,"size":3,"samples":2}',
]);
const transnar = override(presets.smoke.transnar, [
  'algorithms=["minimum"]',
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'data={"sizes":[3],"samples":4,"hints":false,"batch":2,"groups":1}',
  'training.updates=3',
  'training.schedule.warmup=0',
  'evaluation={"sizes":[3],"samples":2}',
  `reader.nar=${JSON.stringify(nar)}`,
]);

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

test('what is not trained is not loaded: the error names the command, its time, and what comes before', async () => {
  const tensors = tf.memory().numTensors;
  const failure = await loadTrained(transnar).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MissingRunError);
  expect((failure as Error).message).toMatch(
    /no run of transnar-smoke .*npx transnar train transnar-smoke --set .* \(about \d+ s here, besides what nar-smoke takes, which is trained first\)/,
  );
  await expect(loadTrained(nar)).rejects.toThrow(/\(how long that takes cannot be measured beforehand/);
  await expect(loadTrained(presets.paper.transformer)).rejects.toThrow(
    /\(too large to be measured in passing: npx transnar plan transformer-paper\)/,
  );
  expect(tf.memory().numTensors).toBe(tensors);
  expect(existsSync(join(folder, 'runs'))).toBe(false);
});

test('what is trained is loaded as it is, and another evaluation of it trains nothing', async () => {
  const trained = await trainOnText(transnar);
  const rows = await evaluateLanguageModel(trained);
  const before = readManifest(trained.run);
  const loaded = await loadTrained(override(transnar, ['evaluation.samples=4']));
  const values = (model: typeof trained) => valuesOf(model.parameters.entries());
  expect(values(loaded)).toEqual(values(trained));
  const more = await evaluateLanguageModel(loaded);
  expect(more.map(({ run, samples }) => [run, samples])).toEqual(rows.map(({ run }) => [run, 4]));
  expect(await evaluateLanguageModel(trained)).toEqual(rows); // The first one is still there.
  expect(readManifest(loaded.run)).toBe(before);
  expect(readdirSync(join(folder, 'runs')).filter((name) => name.startsWith('transnar'))).toHaveLength(1);
  [trained, loaded].forEach((each) => each.dispose());
});

test('an unfinished run is said to be one', async () => {
  const other = override(nar, ['seed=1', 'training.updates=50']);
  const controller = new AbortController();
  const hooks = { signal: controller.signal, progress: () => controller.abort() };
  await expect(pretrainNar(other, hooks)).rejects.toThrow('Interrupted');
  await expect(loadTrained(other)).rejects.toThrow(/nar-smoke-\w+ is not trained to its end \(update \d+\)/);
});

test('a finished run without its parameters is not trained again in silence', async () => {
  const run = findRun(transnar)!;
  rmSync(run.checkpoint);
  await expect(trainOnText(transnar)).rejects.toThrow(`There is no checkpoint at ${run.checkpoint}`);
});

test('weights that were replaced are said to make another run when it begins', async () => {
  const path = join(folder, 'start.safetensors');
  const plain = { ...transnar, reader: null };
  const start = await trainOnText(plain);
  writeFileSync(path, readFileSync(start.run.checkpoint));
  const experiment = { ...plain, initialisation: { kind: 'checkpoint', path } } as const;
  const notices: string[] = [];
  const hooks = { notice: (text: string) => void notices.push(text) };
  const first = await trainOnText(experiment, hooks);
  expect(notices).toEqual([]);
  const other = await trainOnText(override(plain, ['seed=4']));
  writeFileSync(path, readFileSync(other.run.checkpoint));
  const second = await trainOnText(experiment, hooks);
  expect(second.run.folder).not.toBe(first.run.folder);
  expect(notices).toEqual([expect.stringContaining(`changed since ${first.run.name} began from it`)]);
  [start, first, other, second].forEach((each) => each.dispose());
});
