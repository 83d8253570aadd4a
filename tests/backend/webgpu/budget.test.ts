/** What an update at the paper's sizes asks of a GPU: counted on one that computes nothing, where tfjs's package is there. */
import * as tf from '@tensorflow/tfjs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from 'vitest';
import { type LanguageExperiment, presets } from '../../../lib/experiment/index.ts';
import { Optimizer } from '../../../lib/optimizer/index.ts';
import { freshLearner } from '../../../lib/training/fresh-learner.ts';
import { FakeGpu } from './fake-gpu.ts';

const gibibyte = 2 ** 30;
/** Rows of GPT-NeoX's token tables. */
const vocabulary = 50304;

const isThere = (() => {
  try {
    return createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-webgpu') !== '';
  } catch {
    console.log(
      'The budgets of the WebGPU engine are not tested: @tensorflow/tfjs-backend-webgpu is not installed.',
    );
    return false;
  }
})();

interface Counted {
  readonly dispatches: number;
  readonly reads: number;
  readonly gibibytes: number;
}

/** Of a whole update, and of its largest group alone. */
function counted(gpu: FakeGpu, experiment: LanguageExperiment): { whole: Counted; largest: Counted } {
  const { task } = freshLearner(experiment, vocabulary);
  const groups = task.batch(0);
  const optimizer = new Optimizer(task.parameters, experiment.training);
  const tokens = ({ tokens: { size, length } }: (typeof groups)[number]) => size * length;
  const largest = groups.reduce((most, group) => (tokens(group) > tokens(most) ? group : most));
  const take = (part: typeof groups, count: number): Counted => {
    gpu.reset();
    optimizer.update(task.losses(part, 0), { learningRate: 1e-4, count });
    return { dispatches: gpu.dispatches, reads: gpu.reads, gibibytes: gpu.peakBytes / gibibyte };
  };
  // In the first update what comes from the process is put onto the GPU.
  take([largest], 1);
  const result = { largest: take([largest], 2), whole: take(groups, 3) };
  task.release(groups);
  optimizer.dispose();
  tf.dispose([...task.parameters.values()]);
  return result;
}

describe.runIf(isThere)('an update at the size of the paper', () => {
  let gpu: FakeGpu;
  beforeAll(async () => {
    gpu = await FakeGpu.started();
  });

  test('of a Transformer, batch 256, fits 6 GiB', () => {
    const { whole } = counted(gpu, presets.paper.transformer);
    expect(whole.gibibytes).toBeLessThan(6);
    expect(whole.dispatches).toBeLessThan(8500);
    expect(whole.reads).toBeLessThan(20);
  }, 600_000);

  test('of TransNAR fits 8 GiB', () => {
    const { whole, largest } = counted(gpu, presets.paper.transnar);
    expect(whole.gibibytes).toBeLessThan(8);
    expect(largest.dispatches).toBeLessThan(2500);
  }, 600_000);
});
