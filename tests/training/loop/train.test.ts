import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { gaussian } from '../../../lib/model/initializers.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { loadVariables } from '../../../lib/store/checkpoint.ts';
import { Optimizer } from '../../../lib/optimizer/index.ts';
import { readManifest, readMetrics } from '../../../lib/store/index.ts';
import { writeManifest } from '../../../lib/store/manifest.ts';
import { train } from '../../../lib/training/loop/train.ts';
import type { Task } from '../../../lib/training/loop/task.ts';
import { regression, regressionTraining as options, values } from '../../support/regression.ts';
import { freshRun } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

describe('train', () => {
  test('lowers the loss, logs the curve and marks the run finished', async () => {
    const [task, run] = [regression(), freshRun('fit')];
    await train(run, task, { ...options, updates: 200 });
    const curve = readMetrics(run);
    expect(curve).toHaveLength(50);
    expect(curve[49].loss).toBeLessThan(curve[0].loss / 10);
    expect(readManifest(run).finished).toBeDefined();
    task.dispose();
  });

  test('an interrupted and resumed run equals an uninterrupted one bit for bit', async () => {
    const [whole, first, second] = [regression(true), regression(true), regression(true)];
    const wholeRun = freshRun('whole');
    await train(wholeRun, whole, options);

    const run = freshRun('parts');
    const controller = new AbortController();
    const progress = ({ done }: { done: number }) => done === 1 && controller.abort();
    await expect(
      train(run, first, options, { signal: controller.signal, progress: (state) => void progress(state) }),
    ).rejects.toThrow(/Interrupted after update 1 of 24.*resumes/);
    await train(run, second, options);

    expect(values(second)).toEqual(values(whole));
    const losses = (each: typeof run) => readMetrics(each).map(({ update, loss }) => [update, loss]);
    expect(losses(run)).toEqual(losses(wholeRun));
    expect(losses(run).map(([update]) => update)).toEqual([4, 8, 12, 16, 20, 24]);
    [whole, first, second].forEach((task) => task.dispose());
  });

  test('a run that goes on elsewhere says where, and from which update', async () => {
    const [first, second, run] = [regression(), regression(), freshRun('moved')];
    const controller = new AbortController();
    const progress = ({ done }: { done: number }) => done === 1 && controller.abort();
    await expect(
      train(run, first, options, { signal: controller.signal, progress: (state) => void progress(state) }),
    ).rejects.toThrow(/Interrupted after update 1 of 24/);
    const { hardware, backend, ...rest } = readManifest(run);
    expect(rest.continued).toBeUndefined();
    writeManifest(run, { ...rest, hardware: 'elsewhere', backend: 'another' });
    await train(run, second, options);
    expect(readManifest(run)).toMatchObject({
      backend: 'another',
      continued: [{ from: 1, hardware, backend }],
    });
    [first, second].forEach((task) => task.dispose());
  });

  test('a finished run only loads its parameters', async () => {
    const [task, again, run] = [regression(), regression(), freshRun('done')];
    await train(run, task, options);
    const files = () => readdirSync(run.folder).map((name) => [name, statSync(join(run.folder, name)).ino]);
    const before = files();
    await train(run, { ...again, losses: () => expect.unreachable() }, options);
    expect(values(again)).toEqual(values(task));
    expect(files()).toEqual(before); // None is written again: the folder may be read-only.
    task.dispose();
    again.dispose();
  });

  test('a partial update moves only its own parameters', async () => {
    const task = regression();
    const before = values(task);
    await train(freshRun('partial'), { ...task, trained: () => ['bias'] }, { ...options, updates: 3 });
    const after = values(task);
    expect(after[0]).toEqual(before[0]);
    expect(after[1]).not.toEqual(before[1]);
    task.dispose();
  });

  test('a parameter that a loss does not reach moves on by its decaying moments', () => {
    const task = regression();
    const weight = task.parameters.get('weight')!;
    const adam = new Optimizer(task.parameters, options);
    const withWeight = () => weight.square().sum<tf.Scalar>();
    const withoutWeight = () => task.parameters.get('bias')!.square().sum<tf.Scalar>();
    adam.update([withWeight], { learningRate: 0.1, count: 1 });
    const first = [...adam.state().get('adam.first.weight')!.dataSync()];
    adam.update([withoutWeight], { learningRate: 0.1, count: 2 });
    const decayed = adam.state().get('adam.first.weight')!.dataSync();
    first.forEach((moment, i) => expect(decayed[i]).toBeCloseTo(0.9 * moment, 6));
    adam.dispose();
    task.dispose();
  });

  test('a loss that is not a number stops the run and keeps the parameters', async () => {
    const task = regression();
    const before = values(task);
    const broken = {
      ...task,
      losses: () => [() => task.parameters.get('weight')!.sum<tf.Scalar>().mul<tf.Scalar>(NaN)],
    };
    await expect(train(freshRun('nan'), broken, options)).rejects.toThrow(/diverged at update 0 .* batch 0/);
    expect(values(task)).toEqual(before);
    task.dispose();
  });

  test('says once where the time goes, after the first turns of all kinds', async () => {
    const [task, notice] = [regression(), vi.fn<(text: string) => void>()];
    const turns = { cycle: 6, kind: (update: number) => (update % 2 === 0 ? 'even' : 'odd') };
    await train(freshRun('turns'), { ...task, turns }, options, { notice });
    expect(notice).toHaveBeenCalledOnce();
    expect(notice.mock.calls[0][0]).toMatch(
      /^Measured on 4 updates: all 24 take about .*\n {2}(even|odd) .* s an update/,
    );
    task.dispose();
  });

  test('parts of a loss add up', async () => {
    const [whole, parts] = [regression(), regression()];
    await train(freshRun('one'), whole, options);
    const split: Task<tf.Tensor2D>['losses'] = (x, update) => {
      const [loss] = parts.losses(x, update);
      return [() => loss().mul<tf.Scalar>(0.25), () => loss().mul<tf.Scalar>(0.75)];
    };
    await train(freshRun('split'), { ...parts, losses: split }, options);
    const [a, b] = [values(whole).flat(), values(parts).flat()];
    a.forEach((value, i) => expect(b[i]).toBeCloseTo(value, 5));
    [whole, parts].forEach((task) => task.dispose());
  });

  test('leaves no tensor behind', async () => {
    const task = regression();
    const before = tf.memory().numTensors;
    await train(freshRun('leaks'), task, options);
    expect(tf.memory().numTensors).toBe(before);
    task.dispose();
  });
});

test('a checkpoint of another model is refused, naming the tensor, and changes nothing', async () => {
  const [task, run] = [regression(), freshRun('other')];
  await train(run, task, options);
  const parameters = Parameters.seeded(0);
  parameters.create('weight', [4, 2], gaussian(1));
  const bias = parameters.create('bias', [3], gaussian(1));
  const before = [...bias.dataSync()];
  expect(() => loadVariables(run.checkpoint, parameters.entries())).toThrow(
    /tensor "bias" is \[2\].*needs \[3\]/,
  );
  parameters.create('gain', [1], gaussian(1));
  expect(() => loadVariables(run.checkpoint, parameters.entries())).toThrow(
    /has no tensor "gain"|tensor "bias"/,
  );
  expect([...bias.dataSync()]).toEqual(before);
  task.dispose();
  parameters.dispose();
});
