/** The loop's arithmetic against the same training in plain numbers: what each update does, and what is written of it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { gaussian } from '../../../lib/model/initializers.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { keyed } from '../../../lib/random/index.ts';
import { loadVariables } from '../../../lib/store/checkpoint.ts';
import { readMetrics } from '../../../lib/store/index.ts';
import { train } from '../../../lib/training/loop/train.ts';
import type { Task, TrainingOptions } from '../../../lib/training/loop/task.ts';
import { type Tolerance, expectClose } from '../../support/close.ts';
import { freshRun } from '../../support/trainings.ts';
import { type PlainTask, type PlainUpdate, type Vectors, plainTraining } from './plain-training.ts';

beforeAll(async () => {
  await chooseBackend();
});

/** float32 against float64, over all updates. */
const tolerance: Tolerance = { relative: 2e-4, absolute: 2e-5 };

const options: TrainingOptions = {
  updates: 20,
  schedule: { peak: 0.08, warmup: 3, floor: 0.25 },
  adam: { beta1: 0.8, beta2: 0.97, epsilon: 1e-3, clip: 6 },
  logEvery: 3,
  checkpointMinutes: 60,
};

const [rows, inputs, outputs] = [6, 3, 2];
const target = [1, -2, 3, 4, -5, 6];
/** The loss comes in two parts, of so many rows each. */
const parts = [2, 4];
/** The last updates see small inputs: their gradients are below the clipping norm. */
const inputsOf = (update: number) =>
  Float32Array.from(keyed('data', update).uniforms(rows * inputs, -1, 1), (x) => (update < 8 ? x : x / 20));

/** x W + b against x W*, the mean square over all rows: one loss for each part, which add up to it. */
function regression(trained?: (update: number) => string[]) {
  const parameters = Parameters.seeded(3);
  const weight = parameters.create('weight', [inputs, outputs], gaussian(1));
  const bias = parameters.create('bias', [outputs], gaussian(1));
  const truth = tf.tensor2d(target, [inputs, outputs]);
  const task: Task<tf.Tensor2D> = {
    parameters: parameters.entries(),
    batch: (update) => tf.tensor2d(inputsOf(update), [rows, inputs]),
    losses: (x) =>
      parts.map((count, part) => () => {
        const own = tf.slice(x, [part === 0 ? 0 : parts[0], 0], [count, inputs]);
        const errors = own.matMul(weight).add(bias).sub(own.matMul(truth));
        return errors.square().sum().div<tf.Scalar>(rows);
      }),
    release: (x) => x.dispose(),
    describe: (update) => `batch ${update}`,
    ...(trained ? { trained } : {}),
  };
  const values = (): Vectors => ({ weight: [...weight.dataSync()], bias: [...bias.dataSync()] });
  return { task, values };
}

/** The same by hand: d/dW = 2/R x^T e, d/db = 2/R sum of e. */
function plainRegression(
  start: Vectors,
  trained: PlainTask['trained'] = () => ['weight', 'bias'],
): PlainTask {
  return {
    start,
    trained,
    at({ weight, bias }, update) {
      const x = inputsOf(update);
      const gradient = { weight: weight.map(() => 0), bias: bias.map(() => 0) };
      let loss = 0;
      for (let row = 0; row < rows; row++) {
        for (let o = 0; o < outputs; o++) {
          let error = bias[o];
          for (let i = 0; i < inputs; i++) {
            error += x[row * inputs + i] * (weight[i * outputs + o] - target[i * outputs + o]);
          }
          loss += error ** 2 / rows;
          gradient.bias[o] += (2 * error) / rows;
          for (let i = 0; i < inputs; i++) {
            gradient.weight[i * outputs + o] += (2 * error * x[row * inputs + i]) / rows;
          }
        }
      }
      return { loss, gradient };
    },
  };
}

function expectVectors(actual: Vectors, expected: Vectors, what: string): void {
  for (const [name, values] of Object.entries(expected)) {
    expectClose(actual[name], values, tolerance, `${name} ${what}`);
  }
}

describe('every update is that of the definition', () => {
  const takingTurns = (update: number) => (update % 3 === 1 ? ['bias'] : ['weight']);

  test.each([
    ['all parameters', undefined],
    ['parameters that take turns, with one count for all', takingTurns],
  ])('%s', async (_, trained) => {
    const { task, values } = regression(trained);
    const plain = plainTraining(options, plainRegression(values(), trained));
    // Some gradients are clipped, others are not: both have to be right.
    expect(plain.filter(({ norm }) => norm > options.adam.clip).length).toBeGreaterThan(3);
    expect(plain.filter(({ norm }) => norm < options.adam.clip).length).toBeGreaterThan(3);
    const seen: Vectors[] = [];
    await train(freshRun('loop'), task, options, { progress: () => void seen.push(values()) });
    // Progress comes at most once a second, and after the last update.
    expectVectors(values(), plain[19].parameters, 'at the end');
    expectVectors(seen[0], plain[0].parameters, 'after the first update');
  });

  test.each([1, 2, 5, 9])('%i updates of a run of 20', async (stopped) => {
    const { task, values } = regression();
    const plain = plainTraining(options, plainRegression(values()));
    const controller = new AbortController();
    const batch: typeof task.batch = (update) => {
      if (update === stopped - 1) controller.abort();
      return task.batch(update);
    };
    await expect(
      train(freshRun('stopped'), { ...task, batch }, options, { signal: controller.signal }),
    ).rejects.toThrow(`Interrupted after update ${stopped} of 20`);
    expectVectors(values(), plain[stopped - 1].parameters, `after update ${stopped}`);
  });

  test('resumed in the middle, twice', async () => {
    const start = regression();
    const plain = plainTraining(options, plainRegression(start.values()));
    const run = freshRun('resumed');
    for (const stop of [4, 11]) {
      const controller = new AbortController();
      const { task } = regression();
      const batch: typeof task.batch = (update) => {
        if (update === stop - 1) controller.abort();
        return task.batch(update);
      };
      await expect(train(run, { ...task, batch }, options, { signal: controller.signal })).rejects.toThrow(
        `Interrupted after update ${stop}`,
      );
    }
    const { task, values } = regression();
    await train(run, task, options);
    expectVectors(values(), plain[19].parameters, 'at the end');
    expectLines(readMetrics(run), plain, [3, 6, 9, 12, 15, 18, 20]);
  });
});

test('a crash costs what came after the last checkpoint, and no line is written twice', async () => {
  const plain = plainTraining(options, plainRegression(regression().values()));
  const run = freshRun('crash');
  const failing = async (at: number, controller = new AbortController()) => {
    const { task } = regression();
    const batch: typeof task.batch = (update) => {
      if (update === 4) controller.abort();
      if (update === at) throw new Error('no power');
      return task.batch(update);
    };
    await train(run, { ...task, batch }, options, { signal: controller.signal });
  };
  await expect(failing(20)).rejects.toThrow('Interrupted after update 5');
  await expect(failing(11)).rejects.toThrow('no power');
  expect(readMetrics(run).map(({ update }) => update)).toEqual([3, 6, 9]);
  const { task, values } = regression();
  await train(run, task, options);
  expectVectors(values(), plain[19].parameters, 'at the end');
  expectLines(readMetrics(run), plain, [3, 6, 9, 12, 15, 18, 20]);
});

type Line = ReturnType<typeof readMetrics>[number];

/** A line has the mean loss since the line before, and the rate and the gradient norm of the update that it follows. */
function expectLines(lines: readonly Line[], plain: readonly PlainUpdate[], at: readonly number[]): void {
  expect(lines.map(({ update }) => update)).toEqual(at);
  lines.forEach(({ update, loss, gradientNorm, learningRate }, i) => {
    const since = plain.slice(i === 0 ? 0 : at[i - 1], update).map((each) => each.loss);
    const { norm, rate } = plain[update - 1];
    const expected = [since.reduce((sum, each) => sum + each, 0) / since.length, norm, rate];
    expectClose([loss, gradientNorm, learningRate], expected, tolerance, `line ${i}`);
  });
}

describe('what is written', () => {
  test('lines are means since the line before, where a validation makes a line too; the last update is validated', async () => {
    const { task, values } = regression();
    const plain = plainTraining(options, plainRegression(values()));
    const run = freshRun('lines');
    const validation = { every: 7, keeps: 'best' as const, scores: () => ({ a: 0.5 }) };
    await train(run, { ...task, validation }, options);
    const lines = readMetrics(run);
    expectLines(lines, plain, [3, 6, 7, 9, 12, 14, 15, 18, 20]);
    const scored = lines.filter(({ score }) => score !== undefined);
    expect(scored.map(({ update }) => update)).toEqual([7, 14, 20]);
  });

  test('the best parameters are those after the best validation, the first of equals, over all sittings', async () => {
    const run = freshRun('best');
    const scores = [0.2, 0.9, 0.9, 0.4, 0.6];
    let taken = 0;
    const plain = plainTraining(options, plainRegression(regression().values()));
    const sitting = async (stop: number) => {
      const controller = new AbortController();
      const { task } = regression();
      const batch: typeof task.batch = (update) => {
        if (update === stop - 1) controller.abort();
        return task.batch(update);
      };
      const validation = { every: 4, keeps: 'best' as const, scores: () => ({ all: scores[taken++] }) };
      await train(run, { ...task, batch, validation }, options, { signal: controller.signal });
    };
    await expect(sitting(13)).rejects.toThrow('Interrupted after update 13');
    await expect(sitting(99)).resolves.toBeUndefined();
    expect(taken).toBe(5);
    const { task, values } = regression();
    expect(loadVariables(run.best, task.parameters)).toMatchObject({ update: '8', score: '0.9' });
    expectVectors(values(), plain[7].parameters, 'of update 8');
  });

  test('of several scores the mean decides which is best', async () => {
    const run = freshRun('means');
    const scores = [
      { a: 1, b: 0 },
      { a: 0.6, b: 0.6 },
      { a: 0.9, b: 0.2 },
    ];
    let taken = 0;
    const { task } = regression();
    const validation = { every: 4, keeps: 'best' as const, scores: () => scores[taken++] };
    await train(run, { ...task, validation }, { ...options, updates: 12 });
    expect(loadVariables(run.best, regression().task.parameters)).toMatchObject({
      update: '8',
      score: '0.6',
    });
  });
});
