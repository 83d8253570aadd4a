/** Models that train and decode on the GPU, each held to itself on cpu. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatSample, transnarSampleAt } from '../../../lib/dataset/index.ts';
import { presets } from '../../../lib/experiment/index.ts';
import { generate } from '../../../lib/model/transformer/generate.ts';
import { Optimizer } from '../../../lib/optimizer/index.ts';
import { loadVariables, saveVariables } from '../../../lib/store/checkpoint.ts';
import { type Pupil, courseOn, largestDifference, smallPupils } from '../../../lib/training/agreement.ts';
import { freshLearner } from '../../../lib/training/fresh-learner.ts';
import { takeUpdate } from '../../../lib/training/loop/take-update.ts';
import { activateWebgpu, hasFloat16, hasWebgpu } from './found.ts';

const updates = 20;
/** Where a maximum changes hands, a rounding error becomes a difference of the loss. */
const tolerances = { reasoner: 1e-3, Transformer: 2e-5, TransNAR: 2e-5 };
/** The same with products of operands of 11 bits, against float32 on cpu: of losses. */
const halfTolerances = { reasoner: 2e-3, Transformer: 2e-4, TransNAR: 2e-4 };

/** A pupil that learns by products in float16. */
const inHalf = (make: () => Pupil<unknown>) => (): Pupil<unknown> => {
  const { task, options } = make();
  return { task, options: { ...options, precision: 'float16' } };
};

/** Who is interrupted. */
const resumed: readonly (readonly [name: string, make: () => Pupil<unknown>])[] = [
  ['reasoner', smallPupils['reasoner']],
  ['TransNAR', smallPupils['TransNAR']],
  ...(hasFloat16 ? ([['TransNAR in float16', inHalf(smallPupils['TransNAR'])]] as const) : []),
];

describe.runIf(hasWebgpu)('on WebGPU', () => {
  beforeAll(activateWebgpu);

  test.each(['reasoner', 'Transformer', 'TransNAR'] as const)(
    'a %s learns what it learns on cpu, and leaves nothing behind',
    async (name) => {
      const make = smallPupils[name];
      const [expected, received] = [
        await courseOn('cpu', make, updates),
        await courseOn('webgpu', make, updates),
      ];
      expect(largestDifference(expected.losses.slice(0, 1), received.losses)).toBeLessThan(1e-6);
      expect(largestDifference(expected.gradientNorms.slice(0, 1), received.gradientNorms)).toBeLessThan(
        1e-5,
      );
      expect(largestDifference(expected.losses, received.losses)).toBeLessThan(tolerances[name]);
      expect(received.losses.at(-1)).not.toBe(received.losses[0]);
      expect(received.left).toBe(0);
    },
  );

  test.runIf(hasFloat16).each(['reasoner', 'Transformer', 'TransNAR'] as const)(
    'a %s learns by products in float16 nearly what it learns on cpu',
    async (name) => {
      const expected = await courseOn('cpu', smallPupils[name], updates);
      const received = await courseOn('webgpu', inHalf(smallPupils[name]), updates);
      expect(largestDifference(expected.losses, received.losses)).toBeLessThan(halfTolerances[name]);
      expect(largestDifference(expected.losses.slice(0, 1), received.losses)).toBeGreaterThan(1e-7);
      expect(received.left).toBe(0);
    },
  );

  test.each(resumed)('a %s goes on from its checkpoint as if it had not stopped', async (_, make) => {
    await tf.setBackend('webgpu');
    const path = join(mkdtempSync(join(tmpdir(), 'webgpu-')), 'checkpoint.safetensors');
    const course = async (from: number, to: number, resumes?: 'all' | 'parameters') => {
      const { task, options } = make();
      const optimizer = new Optimizer(task.parameters, options);
      const state = new Map([...task.parameters, ...optimizer.state()]);
      if (resumes) loadVariables(path, resumes === 'all' ? state : task.parameters);
      const losses: number[] = [];
      for (let update = from; update < to; update++) {
        const { result } = await takeUpdate(task, optimizer, { update, learningRate: 1e-3 });
        losses.push(result.loss);
      }
      if (to === 3) saveVariables(path, state, {});
      tf.dispose([...state.values()]);
      return losses;
    };
    const whole = await course(0, 6);
    const first = await course(0, 3);
    const apart = async (resumes: 'all' | 'parameters') =>
      largestDifference(whole, [...first, ...(await course(3, 6, resumes))]);
    expect(await apart('all')).toBe(0);
    expect(await apart('parameters')).toBeGreaterThan(1e-5);
  });

  test('a Transformer writes the same tokens', async () => {
    const written = async (engine: string) => {
      await tf.setBackend(engine);
      const learner = freshLearner(presets.smoke.transformer);
      const prompts = [0, 1].map((index) => {
        const { question } = formatSample(transnarSampleAt('evaluation', 'bfs', 4, 0, index), {
          hints: false,
        });
        return { text: question, budget: 8 };
      });
      const answers = await generate(learner.model, learner.tokenizer, prompts, { seed: 0 });
      learner.dispose();
      return answers.map(({ tokens }) => tokens);
    };
    expect(await written('webgpu')).toEqual(await written('cpu'));
  });
});
