/** A training that resumes from a file that is damaged, or older than checksums. */
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { readCheckpoint, saveTensors } from '../../../lib/store/checkpoint.ts';
import { type Run, readMetrics } from '../../../lib/store/index.ts';
import { encodeSafetensors } from '../../../lib/store/safetensors.ts';
import { type TrainingHooks, train } from '../../../lib/training/loop/train.ts';
import { freshRun, shortTraining } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

/** Pulls four numbers to 0, from where the checkpoint has them. */
async function trained(run: Run, hooks: TrainingHooks = {}): Promise<number[]> {
  const parameters = Parameters.seeded(3);
  const weight = parameters.create('weight', [4], (values) => values.fill(1));
  const task = {
    parameters: parameters.entries(),
    batch: () => 0,
    losses: () => [() => weight.square().mean<tf.Scalar>()],
    describe: (update: number) => `batch ${update}`,
  };
  try {
    await train(run, task, shortTraining, hooks);
    return [...weight.dataSync()];
  } finally {
    parameters.dispose();
  }
}

async function interrupted(): Promise<Run> {
  const run = freshRun('damaged');
  const controller = new AbortController();
  const hooks = { signal: controller.signal, progress: () => controller.abort() };
  await expect(trained(run, hooks).then(String)).rejects.toThrow('Interrupted after update 1');
  return run;
}

test.each([
  [{ update: '2x' }, 'update is "2x"'],
  [{ update: '1000000000' }, 'it is of update 1000000000 of a training that ends at 12'],
  [{ seconds: 'x' }, 'seconds is "x"'],
  [{ bestScore: 'x' }, 'bestScore is "x"'],
])('%j of a checkpoint is refused before anything is trained', async (change, message) => {
  const run = await interrupted();
  const { tensors, metadata } = readCheckpoint(run.checkpoint, () => true);
  saveTensors(run.checkpoint, tensors, { ...metadata, ...change });
  const before = readFileSync(run.metrics, 'utf8');
  await expect(trained(run).then(String)).rejects.toThrow(`${run.checkpoint} is damaged: ${message}.`);
  expect(readFileSync(run.metrics, 'utf8')).toBe(before);
});

test('a run whose checkpoint is gone begins anew, which is said before its curve is', async () => {
  const run = await interrupted();
  rmSync(run.checkpoint);
  const said: unknown[] = [];
  const notice = (text: string) => void said.push(text, readMetrics(run).length);
  expect(await trained(run, { notice })).toEqual(await trained(freshRun('damaged'), { notice }));
  expect(said).toEqual([
    `There is no checkpoint at ${run.checkpoint}, though its training had come to update 1: it begins anew.`,
    1,
  ]);
});

test('a checkpoint that the system does not let be looked at is not taken for none', async () => {
  const run = await interrupted();
  rmSync(run.checkpoint);
  symlinkSync(run.checkpoint, run.checkpoint);
  await expect(trained(run).then(String)).rejects.toThrow('ELOOP');
  expect(readMetrics(run)).toHaveLength(1);
});

test('a finished run without its checkpoint is not taken for a trained one', async () => {
  const run = freshRun('damaged');
  await trained(run);
  rmSync(run.checkpoint);
  await expect(trained(run).then(String)).rejects.toThrow(`There is no checkpoint at ${run.checkpoint}`);
});

test('a checkpoint that is older than checksums is resumed from as the same one with a checksum', async () => {
  const [older, newer] = [await interrupted(), await interrupted()];
  const { tensors, metadata } = readCheckpoint(older.checkpoint, () => true);
  writeFileSync(older.checkpoint, encodeSafetensors(tensors, metadata));
  expect(await trained(older)).toEqual(await trained(newer));
});

test('where training diverges from a file that nothing vouches for, it is not called good', async () => {
  const run = await interrupted();
  const { tensors, metadata } = readCheckpoint(run.checkpoint, () => true);
  const flipped = new Map(tensors).set('weight', { shape: [4], data: new Float32Array(4).fill(3e38) });
  writeFileSync(run.checkpoint, encodeSafetensors(flipped, metadata));
  await expect(trained(run).then(String)).rejects.toThrow(
    `It went on from ${run.checkpoint}, which is older than checksums: that file may be damaged.`,
  );
});
