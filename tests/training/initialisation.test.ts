import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { gptNeoxConfig } from '../../lib/model/transformer/index.ts';
import { type LanguageExperiment, override, presets } from '../../lib/experiment/index.ts';
import {
  evaluateLanguageModel,
  freshLearner,
  planOf,
  trainOnText,
  pretrainLanguageModel,
} from '../../lib/training/index.ts';
import { encodeSafetensors } from '../../lib/store/safetensors.ts';
import { configJson, randomTensors, tokenizerJson } from '../support/gpt-neox.ts';

const folder = mkdtempSync(join(tmpdir(), 'transnar-start-'));
const text = join(folder, 'text');

const tiny = [
  'transformer.width=8',
  'transformer.layers=1',
  'transformer.feedForward=8',
  'training.updates=4',
  'training.schedule.warmup=0',
];
const english = override(presets.smoke.english, [
  ...tiny,
  `data=${JSON.stringify({ text, batch: 2, length: 16 })}`,
]);
const untrained = override(presets.smoke.transformer, [
  ...tiny,
  'algorithms=["minimum"]',
  'data={"sizes":[3],"samples":4,"hints":false,"batch":2,"groups":1}',
  'evaluation={"sizes":[3],"samples":2}',
  'training.schedule.peak=1e-30',
]);
const starting = (from: LanguageExperiment['initialisation'], base = untrained) => ({
  ...base,
  initialisation: from,
});

beforeAll(async () => {
  process.env['TRANSNAR_DATA'] = folder;
  await chooseBackend();
  mkdirSync(text);
  writeFileSync(
    join(text, 'a.txt'),
    'It is a truth universally acknowledged, that a test needs some text.\n'.repeat(4),
  );
});
afterAll(() => {
  delete process.env['TRANSNAR_DATA'];
  rmSync(folder, { recursive: true });
});

/** With a learning rate of almost 0 the model ends where it started. */
async function startValues(experiment: LanguageExperiment): Promise<ReadonlyMap<string, readonly number[]>> {
  const trained = await trainOnText(experiment);
  const values = [...trained.parameters.entries()].map(([name, variable]): [string, readonly number[]] => [
    name,
    [...variable.dataSync()],
  ]);
  trained.dispose();
  return new Map(values);
}

test('english: starts from the language model that read the text, which is trained first', async () => {
  const values = await startValues(starting({ kind: 'english', experiment: english }));
  const read = await pretrainLanguageModel(english);
  for (const [name, variable] of read.parameters.entries()) {
    expect(values.get(name), name).toEqual([...variable.dataSync()]);
  }
  expect(values).not.toEqual(await startValues(untrained));
  read.dispose();
});

test('checkpoint: starts from any run with the same Transformer, and refuses another', async () => {
  const first = await trainOnText(override(untrained, ['seed=5']));
  const values = await startValues(starting({ kind: 'checkpoint', path: first.run.checkpoint }));
  for (const [name, variable] of first.parameters.entries())
    expect(values.get(name)).toEqual([...variable.dataSync()]);
  const wider = override(starting({ kind: 'checkpoint', path: first.run.checkpoint }), [
    'transformer.width=16',
  ]);
  await expect(trainOnText(wider)).rejects.toThrow(
    /tensor "language\.embedding\.weight" is \[\d+, 8\].*needs \[\d+, 16\]/,
  );
  first.dispose();
});

describe('gpt-neox', () => {
  const place = join(folder, 'pythia-tiny');
  const { config } = gptNeoxConfig({ ...configJson, max_position_embeddings: 256 });
  const experiment = starting({ kind: 'gpt-neox', folder: place }, { ...untrained, transformer: config });

  beforeAll(() => {
    mkdirSync(place);
    const json = { ...configJson, max_position_embeddings: 256 };
    writeFileSync(join(place, 'config.json'), JSON.stringify(json));
    writeFileSync(join(place, 'tokenizer.json'), JSON.stringify(tokenizerJson));
    writeFileSync(join(place, 'model.safetensors'), encodeSafetensors(randomTensors(), {}, 'F16'));
  });

  test('starts from the weights and the tokenizer of a folder, and answers in text', async () => {
    const trained = await trainOnText(experiment);
    expect(trained.tokenizer.encode('bfs:\n\n')).toHaveLength(3);
    const embedding = trained.parameters.entries().get('language.embedding.weight')!;
    const stored = randomTensors().get('gpt_neox.embed_in.weight')!.data;
    tf.test_util.expectArraysClose(embedding.dataSync(), stored, 5e-4); // half precision
    const rows = await evaluateLanguageModel(trained);
    expect(rows.every(({ initialisation }) => initialisation === 'pretrained')).toBe(true);
    trained.dispose();
  });

  test('is planned as what is trained, by its tokens and tables, without its weights', async () => {
    const trained = await trainOnText(experiment);
    const weights = join(place, 'model.safetensors');
    renameSync(weights, `${weights}.elsewhere`);
    const plan = await planOf(experiment).finally(() => renameSync(`${weights}.elsewhere`, weights));
    expect(plan.trainedParameters).toBe(trained.parameters.count());
    const learner = freshLearner(experiment);
    expect(learner.tokenizer.encode('bfs:\n\n')).toHaveLength(3);
    learner.dispose();
    trained.dispose();
  });

  test('an experiment for another Transformer is told what to set', async () => {
    const other = override(experiment, ['transformer.residual=sequential']);
    await expect(trainOnText(other)).rejects.toThrow(`--set 'transformer.residual="parallel"'`);
  });

  test('a folder with a file missing is told what it needs', async () => {
    const elsewhere = starting({ kind: 'gpt-neox', folder: text }, experiment);
    await expect(trainOnText(elsewhere)).rejects.toThrow(/has no readable config\.json.*model\.safetensors/);
  });
});
