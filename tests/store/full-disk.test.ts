/** A disk that fills up while a run trains: /dev/full stands in for it. */
import { appendFileSync, existsSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../lib/backend/index.ts';
import { gaussian } from '../../lib/model/initializers.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { temporaryName } from '../../lib/store/atomic-file.ts';
import { type Run, readMetrics } from '../../lib/store/index.ts';
import { appendMetric } from '../../lib/store/metrics.ts';
import { train } from '../../lib/training/loop/train.ts';
import type { Task } from '../../lib/training/loop/task.ts';
import { freshRun, shortTraining } from '../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

/** With a checkpoint after every update. */
const options = { ...shortTraining, checkpointMinutes: 1e-9 };

/** Pulls a vector to `update`; `before` is told of every update. */
function task(before: (update: number) => void = () => undefined): Task<number> & { values(): number[] } {
  const parameters = Parameters.seeded(3);
  const weight = parameters.create('weight', [4], gaussian(1));
  return {
    parameters: parameters.entries(),
    batch(update) {
      before(update);
      return update;
    },
    losses: (update) => [() => weight.sub(update).square().mean<tf.Scalar>()],
    describe: (update) => `batch ${update}`,
    values: () => [...weight.dataSync()],
  };
}

async function trained(run: Run): Promise<number[]> {
  const whole = task();
  await train(run, whole, options);
  return whole.values();
}

test('a checkpoint that cannot be written leaves the one before, says so once, and the run resumes from it', async () => {
  const run = freshRun('full');
  let kept: Buffer | undefined;
  const filling = task((update) => {
    if (update !== 5) return;
    kept = readFileSync(run.checkpoint);
    symlinkSync('/dev/full', temporaryName(run.checkpoint));
  });
  await expect(train(run, filling, options)).rejects.toThrow(
    /^Cannot write .*checkpoint\.safetensors: the disk is full; free some space and resume\. .* is unchanged\.$/,
  );
  expect(readFileSync(run.checkpoint).equals(kept!)).toBe(true);
  expect(readdirSync(run.folder).sort()).toEqual([
    'checkpoint.safetensors',
    'manifest.json',
    'metrics.jsonl',
  ]);

  expect(await trained(run)).toEqual(await trained(freshRun('full')));
  expect(readMetrics(run).map(({ update }) => update)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
});

test('a line of the curve that cannot be written is said in one message', () => {
  const run = freshRun('full');
  symlinkSync('/dev/full', run.metrics);
  const line = { update: 1, loss: 1, gradientNorm: 1, learningRate: 1, seconds: 1 };
  expect(() => appendMetric(run, line)).toThrow(
    /metrics\.jsonl: the disk is full; free some space and resume\./,
  );
});

test('a line of the curve that was cut off is measured again', async () => {
  const run = freshRun('full');
  await expect(
    train(
      run,
      task((update) => {
        if (update === 5) throw new Error('crash');
      }),
      options,
    ),
  ).rejects.toThrow('crash');
  appendFileSync(run.metrics, '{"update":6,"lo');
  expect(readMetrics(run)).toHaveLength(5);
  await trained(run);
  expect(readMetrics(run)).toHaveLength(12);
});

test('a loss that is not a number names update, batch and last good checkpoint', async () => {
  const run = freshRun('full');
  const whole = task();
  const losses = (update: number) =>
    update < 5
      ? whole.losses(update, update)
      : [() => tf.scalar(NaN).mul<tf.Scalar>(whole.parameters.get('weight')!.sum())];
  await expect(train(run, { ...whole, losses }, options)).rejects.toThrow(
    `Training diverged at update 5 (loss NaN) on batch 5. The last good checkpoint is ${run.checkpoint}.`,
  );
  expect(existsSync(run.checkpoint)).toBe(true);
});
