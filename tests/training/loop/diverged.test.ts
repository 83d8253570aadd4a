/** Steps that end beyond all numbers, though loss and gradient were finite: what had been learned before is kept. */
import { existsSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { readCheckpoint } from '../../../lib/store/checkpoint.ts';
import { readManifest } from '../../../lib/store/index.ts';
import { train } from '../../../lib/training/loop/train.ts';
import { freshRun, shortTraining } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

/** By 1e38, 2e38, 3e38: float32 ends between the second and the third. */
const options = {
  ...shortTraining,
  schedule: { peak: 12e38, warmup: 12, floor: 1 },
  adam: { beta1: 0, beta2: 0.5, epsilon: 0, clip: 1 },
};

/** Parameters fall by the rate. */
function task() {
  const weight = Parameters.seeded(3).create('weight', [4], (values) => values.fill(1));
  return {
    parameters: new Map([['weight', weight]]),
    batch: () => 0,
    losses: () => [() => weight.mul(1e-3).sum<tf.Scalar>()],
    describe: (update: number) => `batch ${update}`,
  };
}

const message = 'Training diverged at update 2 ("weight" is not finite after it) on batch 2.';

test('a checkpoint that falls in between leaves the good one', async () => {
  const run = freshRun('beyond');
  const often = { ...options, checkpointMinutes: 1e-9 };
  const good = `The last good checkpoint is ${run.checkpoint}.`;
  await expect(train(run, task(), often)).rejects.toThrow(`${message} ${good}`);
  expect(readCheckpoint(run.checkpoint, () => true).metadata['update']).toBe('2');
  // What is told of it is true: the run goes on from there, to the same end.
  await expect(train(run, task(), often)).rejects.toThrow(`${message} ${good}`);
});

test('a run whose last update it is has not finished', async () => {
  const [run, schedule] = [freshRun('beyond'), { peak: 3e38, warmup: 3, floor: 1 }];
  await expect(train(run, task(), { ...options, updates: 3, schedule })).rejects.toThrow(
    `${message} No checkpoint had been written yet.`,
  );
  expect(readManifest(run).finished).toBeUndefined();
  expect(existsSync(run.checkpoint)).toBe(false);
});

test('the best by validation are never such', async () => {
  const run = freshRun('beyond');
  const validation = { every: 3, keeps: 'best' as const, scores: () => ({ all: 0.5 }) };
  await expect(train(run, { ...task(), validation }, options)).rejects.toThrow(message);
  expect(existsSync(run.best)).toBe(false);
});
