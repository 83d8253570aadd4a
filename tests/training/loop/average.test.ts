/** Averaged parameters: the mean against its definition, who uses it, and that an interruption changes no bit of it. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { gaussian } from '../../../lib/model/initializers.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { keyed } from '../../../lib/random/index.ts';
import { loadVariables } from '../../../lib/store/checkpoint.ts';
import { publishRun } from '../../../lib/store/index.ts';
import { runIn } from '../../../lib/store/run.ts';
import type { Task, TrainingOptions } from '../../../lib/training/loop/task.ts';
import { train } from '../../../lib/training/loop/train.ts';
import { expectClose } from '../../support/close.ts';
import { valuesOf } from '../../support/parameter-values.ts';
import { freshRun, shortTraining } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

const options: TrainingOptions = { ...shortTraining, updates: 14 };

/** Two vectors that take turns; every update pulls one of them somewhere else. */
function wandering() {
  const parameters = Parameters.seeded(3);
  const vectors = ['a', 'b'].map((name) => parameters.create(name, [3], gaussian(1)));
  const seen: number[][][] = [];
  const task: Task<number> = {
    parameters: parameters.entries(),
    batch: (update) => update,
    losses(update) {
      seen.push(valuesOf(parameters.entries()));
      const target = tf.tensor1d(Float32Array.from(keyed('target', update).uniforms(3)));
      return [() => tf.sum<tf.Scalar>(tf.square(tf.sub(vectors[update % 2], target)))];
    },
    trained: (update) => ['ab'[update % 2]],
    describe: (update) => `update ${update}`,
  };
  const values = () => valuesOf(parameters.entries());
  return { task, values, seen, parameters };
}

/** The parameters after each update of a training without a mean. */
async function steps(): Promise<number[][][]> {
  const { task, values, seen } = wandering();
  await train(freshRun('plain'), task, options);
  return [...seen.slice(1), values()];
}

/** sum of d^(n - i) (1 - d) p_i over the n parameters that were added, divided by the sum of these weights. */
function meanOf(added: readonly number[][][], decay: number): number[][] {
  const weights = added.map((_, i) => decay ** (added.length - 1 - i));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return added[0].map((vector, v) =>
    vector.map((_, i) => added.reduce((sum, each, n) => sum + (weights[n] / total) * each[v][i], 0)),
  );
}

test.each([
  [0.6, undefined, (update: number) => update > 0],
  [0.9, undefined, (update: number) => update > 0],
  [0.5, 3, (update: number) => update % 3 === 0],
])(
  'decay %d, every %s: the mean is that of the definition, and the steps are as without it',
  async (decay, every, isAdded) => {
    const plain = await steps();
    const [{ task, values, seen }, run] = [wandering(), freshRun('mean')];
    await train(run, task, { ...options, average: { decay, every } });
    expect(seen.slice(1)).toEqual(plain.slice(0, -1));
    const added = plain.filter((_, i) => isAdded(i + 1));
    expectClose(values().flat(), meanOf(added, decay).flat(), { relative: 1e-5, absolute: 1e-6 });
    const [loaded, stepped] = [wandering(), wandering()];
    loadVariables(run.checkpoint, loaded.task.parameters);
    expect(loaded.values()).toEqual(values());
    const own = [...stepped.task.parameters].map(
      ([name, variable]) => [`optimizer.stepped.${name}`, variable] as const,
    );
    loadVariables(run.checkpoint, new Map(own));
    expect(stepped.values()).toEqual(plain.at(-1));
  },
);

test('until the first is added, it is the parameters as they are', async () => {
  const plain = await steps();
  const [{ task, values }, run] = [wandering(), freshRun('short')];
  const average = { decay: 0.9, every: 5 };
  await train(run, task, { ...options, updates: 3, average });
  expect(values()).toEqual(plain[2]);
});

test('validation sees the mean, the best is the mean, and training goes on as if nobody had looked', async () => {
  const plain = await steps();
  const [{ task, values, seen }, run] = [wandering(), freshRun('validated')];
  const looked: number[][][] = [];
  const scores = () => ({ all: [0.1, 0.9, 0.5][looked.push(values()) - 1] });
  const beyond = () => {
    expect(values()).toEqual(looked.at(-1));
    return { all: 0 };
  };
  const validation = { every: 4, keeps: 'best', scores, beyond } as const;
  await train(run, { ...task, validation }, { ...options, updates: 12, average: { decay: 0.7 } });
  expect(seen.slice(1)).toEqual(plain.slice(0, 11));
  for (const [i, update] of [4, 8, 12].entries()) {
    const mean = meanOf(plain.slice(0, update), 0.7);
    expectClose(looked[i].flat(), mean.flat(), { relative: 1e-5, absolute: 1e-6 });
  }
  const best = wandering();
  loadVariables(run.best, best.task.parameters);
  expect(best.values()).toEqual(looked[1]);
});

test.each([
  ['between two updates', undefined],
  ['in its validation', 8],
])('interrupted %s and resumed it is the same bit for bit', async (_, validated) => {
  const average = { decay: 0.8, every: 3 };
  const validation = (stop?: AbortController) => ({
    every: 8,
    keeps: 'best' as const,
    async scores(pause: () => Promise<void>) {
      stop?.abort();
      await pause();
      return { all: 0.5 };
    },
  });
  const [whole, wholeRun] = [wandering(), freshRun('whole')];
  await train(wholeRun, { ...whole.task, validation: validation() }, { ...options, average });
  const [first, run, stop] = [wandering(), freshRun('parts'), new AbortController()];
  const batch = (update: number) => {
    if (validated === undefined && update === 6) stop.abort();
    return update;
  };
  const stopping = validation(validated === undefined ? undefined : stop);
  await expect(
    train(
      run,
      { ...first.task, batch, validation: stopping },
      { ...options, average },
      { signal: stop.signal },
    ),
  ).rejects.toThrow(`Interrupted after update ${validated ?? 7} of 14`);
  const second = wandering();
  await train(run, { ...second.task, validation: validation() }, { ...options, average });
  expect(second.values()).toEqual(whole.values());
  expect(second.seen).toEqual(whole.seen.slice(validated ?? 7));
  // Once it has ended, it is loaded as it is used.
  const again = wandering();
  await train(run, again.task, { ...options, average });
  expect(again.values()).toEqual(whole.values());
});

test('a published run holds the mean alone', async () => {
  const [{ task, values }, run] = [wandering(), freshRun('published')];
  await train(run, task, { ...options, average: { decay: 0.8 } });
  const folder = publishRun(run, `${run.folder}-published`);
  const loaded = wandering();
  loadVariables(runIn(folder, {}).best, loaded.task.parameters);
  expectClose(loaded.values().flat(), values().flat(), { relative: 1e-3, absolute: 1e-4 });
});

test('leaves no tensor behind', async () => {
  const { task, parameters } = wandering();
  const validation = { every: 5, keeps: 'best', scores: () => ({ all: 0.5 }) } as const;
  // Targets of the losses are constants of the test.
  const constant = tf.tensor1d([1, 2, 3]);
  const losses = (update: number) => [
    () => tf.sum<tf.Scalar>(tf.square(tf.sub(parameters.entries().get('ab'[update % 2])!, constant))),
  ];
  const before = tf.memory().numTensors;
  await train(freshRun('leaks'), { ...task, losses, validation }, { ...options, average: { decay: 0.9 } });
  expect(tf.memory().numTensors).toBe(before);
});
