/** Models that train and decode on the GPU, each held to itself on cpu. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatSample, transnarSampleAt } from '../../../lib/dataset/index.ts';
import { override, presets } from '../../../lib/experiment/index.ts';
import { Nar } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { generate } from '../../../lib/model/transformer/generate.ts';
import { Optimizer, type OptimizerOptions } from '../../../lib/optimizer/index.ts';
import { freshLearner } from '../../../lib/training/fresh-learner.ts';
import { takeUpdate } from '../../../lib/training/loop/take-update.ts';
import type { Task } from '../../../lib/training/loop/task.ts';
import { makeNarBatch } from '../../../lib/training/nar-batch.ts';
import { narTask, trainingRequest } from '../../../lib/training/nar-task.ts';
import { activateWebgpu, hasWebgpu } from './found.ts';

const { smoke } = presets;
const updates = 20;
const rate = 1e-3;

interface Trained {
  readonly losses: number[];
  readonly norms: number[];
  /** Tensors that the last update left behind. */
  readonly left: number;
}

async function trainedOn<B>(
  engine: string,
  make: () => { task: Task<B>; options: OptimizerOptions },
): Promise<Trained> {
  await tf.setBackend(engine);
  const { task, options } = make();
  const optimizer = new Optimizer(task.parameters, options);
  const [losses, norms]: [number[], number[]] = [[], []];
  let left = 0;
  for (let update = 0; update < updates; update++) {
    const before = tf.memory().numTensors;
    const { result } = await takeUpdate(task, optimizer, { update, learningRate: rate });
    losses.push(result.loss);
    norms.push(result.gradientNorm);
    left = tf.memory().numTensors - before;
  }
  optimizer.dispose();
  tf.dispose([...task.parameters.values()]);
  return { losses, norms, left };
}

function narLearner() {
  const experiment = override(smoke.nar, { data: { sizes: [4, 5], batch: 4 } });
  const parameters = Parameters.seeded(experiment.seed);
  const nar = new Nar(experiment.model, experiment.algorithms, parameters);
  const batch = (update: number) => Promise.resolve(makeNarBatch(trainingRequest(experiment, update)));
  return { task: narTask(experiment, nar, parameters, batch), options: experiment.training };
}

const languageLearner = (experiment: typeof smoke.transformer) => () => ({
  task: freshLearner(experiment).task,
  options: experiment.training,
});

const small = { data: { batch: 4, groups: 2 } } as const;

const cases = [
  ['a reasoner', narLearner, 1e-3],
  ['a Transformer', languageLearner(override(smoke.transformer, small)), 2e-5],
  ['TransNAR', languageLearner(override(smoke.transnar, small)), 2e-5],
] as const;

describe.runIf(hasWebgpu)('on WebGPU', () => {
  beforeAll(activateWebgpu);

  test.each(cases)(
    '%s learns what it learns on cpu, and leaves nothing behind',
    async (_, make, tolerance) => {
      const learner = make as () => { task: Task<unknown>; options: OptimizerOptions };
      const [expected, received] = [await trainedOn('cpu', learner), await trainedOn('webgpu', learner)];
      const off = (a: readonly number[], b: readonly number[]) =>
        a.map((x, i) => Math.abs(x - b[i]) / Math.abs(x));
      expect(off(expected.losses, received.losses)[0]).toBeLessThan(1e-6);
      expect(off(expected.norms, received.norms)[0]).toBeLessThan(1e-5);
      expect(Math.max(...off(expected.losses, received.losses))).toBeLessThan(tolerance);
      expect(received.losses.at(-1)).not.toBe(received.losses[0]);
      expect(received.left).toBe(0);
    },
  );

  test('a Transformer writes the same tokens', async () => {
    const written = async (engine: string) => {
      await tf.setBackend(engine);
      const { model, tokenizer, dispose } = freshLearner(smoke.transformer);
      const prompts = [0, 1].map((index) => {
        const { question } = formatSample(transnarSampleAt('evaluation', 'bfs', 4, 0, index), {
          hints: false,
        });
        return { text: question, budget: 8 };
      });
      const answers = await generate(model, tokenizer, prompts, { seed: 0 });
      dispose();
      return answers.map(({ tokens }) => tokens);
    };
    expect(await written('webgpu')).toEqual(await written('cpu'));
  });
});
