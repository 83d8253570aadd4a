/** What an update at the paper's sizes asks of a GPU: counted on one that computes nothing, where tfjs's package is there. */
import * as tf from '@tensorflow/tfjs';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LanguageExperiment, presets } from '../../../lib/experiment/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { transformer } from '../../../lib/model/transformer/transformer.ts';
import { Optimizer } from '../../../lib/optimizer/index.ts';
import { freshLearner } from '../../../lib/training/fresh-learner.ts';
import { tokenizerNamed } from '../../../lib/training/models.ts';
import { pretrainingTask } from '../../../lib/training/pretrain-language-model.ts';
import { FakeGpu } from './fake-gpu.ts';
import { hasTfjsWebgpu } from './installed.ts';

const gibibyte = 2 ** 30;
/** Rows of GPT-NeoX's token tables. */
const vocabulary = 50304;

interface Counted {
  readonly dispatches: number;
  readonly reads: number;
  readonly gibibytes: number;
  /** Of the largest array that is new. */
  readonly largest: number;
}

/** Of an update on losses. */
function countedUpdate(
  gpu: FakeGpu,
  optimizer: Optimizer,
  losses: readonly (() => tf.Scalar)[],
  count: number,
): Counted {
  gpu.reset();
  optimizer.update(losses, { learningRate: 1e-4, count });
  const { dispatches, reads, peakBytes, largestBuffer } = gpu;
  return { dispatches, reads, gibibytes: peakBytes / gibibyte, largest: largestBuffer / gibibyte };
}

/** Of a whole update, and of its largest group alone, at first and later. */
function counted(
  gpu: FakeGpu,
  experiment: LanguageExperiment,
): Readonly<Record<'first' | 'largest' | 'whole', Counted>> {
  const { task } = freshLearner(experiment, vocabulary);
  const groups = task.batch(0);
  const optimizer = new Optimizer(task.parameters, experiment.training);
  const tokens = ({ tokens: { size, length } }: (typeof groups)[number]) => size * length;
  const largest = groups.reduce((most, group) => (tokens(group) > tokens(most) ? group : most));
  const take = (part: typeof groups, count: number) =>
    countedUpdate(gpu, optimizer, task.losses(part, 0), count);
  // In the first update what comes from the process is put onto the GPU, and arrays are new.
  const result = { first: take([largest], 1), largest: take([largest], 2), whole: take(groups, 3) };
  task.release(groups);
  optimizer.dispose();
  tf.dispose([...task.parameters.values()]);
  return result;
}

describe.runIf(hasTfjsWebgpu)('an update at the size of the paper', () => {
  let gpu: FakeGpu;
  beforeAll(async () => {
    gpu = await FakeGpu.started();
  });

  test('of a Transformer, batch 256, fits 4 GiB', () => {
    const { first, whole } = counted(gpu, presets.paper.transformer);
    expect(whole.gibibytes).toBeLessThan(4);
    expect(first.largest).toBeLessThan(0.5);
    expect(whole.dispatches).toBeLessThan(6000);
    expect(whole.reads).toBeLessThan(20);
  });

  test('of TransNAR fits 6 GiB', () => {
    const { whole, largest } = counted(gpu, presets.paper.transnar);
    expect(whole.gibibytes).toBeLessThan(6);
    expect(largest.dispatches).toBeLessThan(1100);
  });

  test('of a Transformer on English, windows of 2048 tokens, fits 16 GiB', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'english-'));
    writeFileSync(
      join(folder, 'text.txt'),
      'It was the best of times, it was the worst of times. '.repeat(200),
    );
    const { english } = presets.paper;
    const parameters = Parameters.seeded(0);
    const model = transformer(english.transformer, tokenizerNamed(english.tokenizer).size, parameters);
    const data = { ...english.data, text: folder };
    const task = pretrainingTask({ ...english, data }, model, parameters);
    const optimizer = new Optimizer(task.parameters, english.training);
    const losses = task.losses(await task.batch(0), 0);
    countedUpdate(gpu, optimizer, losses.slice(0, 1), 1);
    expect(countedUpdate(gpu, optimizer, losses, 2).gibibytes).toBeLessThan(16);
    optimizer.dispose();
    parameters.dispose();
  });
});
