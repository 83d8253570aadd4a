/** Asked to stop in the middle of a validation, or while a batch is made, training stops there and loses nothing. */
import type * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { gaussian } from '../../../lib/model/initializers.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { readCheckpoint } from '../../../lib/store/checkpoint.ts';
import { type Run, readManifest, readMetrics } from '../../../lib/store/index.ts';
import type { Task } from '../../../lib/training/loop/task.ts';
import { train } from '../../../lib/training/loop/train.ts';
import { freshRun, shortTraining } from '../../support/trainings.ts';

beforeAll(async () => {
  await chooseBackend();
});

const options = { ...shortTraining, schedule: { peak: 0.05, warmup: 2, floor: 0.5 }, logEvery: 5 };

/** What is told of a training: the update at hand, before its batch and in its validation. */
interface Told {
  readonly batch?: (update: number) => void | Promise<number>;
  readonly validation?: (update: number) => void;
}

/** Pulls a vector to `update`, and is validated every four updates, in three parts. */
function task({ batch, validation }: Told = {}): Task<number> & { values(): number[] } {
  const parameters = Parameters.seeded(3);
  const weight = parameters.create('weight', [4], gaussian(1));
  let at = 0;
  return {
    parameters: parameters.entries(),
    batch: (update) => batch?.(update) ?? (at = update + 1) - 1,
    losses: (update) => [() => weight.sub(update).square().mean<tf.Scalar>()],
    describe: (update) => `batch ${update}`,
    validation: {
      every: 4,
      keeps: 'best',
      async scores(pause) {
        const scores: Record<string, number> = {};
        for (const part of ['a', 'b', 'c']) {
          if (part === 'b') validation?.(at);
          await pause();
          scores[part] = Math.abs(Math.sin(weight.dataSync()[0]));
        }
        return scores;
      },
    },
    values: () => [...weight.dataSync()],
  };
}

const withoutTime = (run: Run) =>
  readMetrics(run).map(({ update, loss, gradientNorm, learningRate, score, scores }) => ({
    ...{ update, loss, gradientNorm, learningRate, score, scores },
  }));

async function whole() {
  const [run, learned] = [freshRun('stop'), task()];
  await train(run, learned, options);
  return { values: learned.values(), curve: withoutTime(run) };
}

test.each([4, 8, 12])('in the validation after update %d; resumed, it is made up for', async (when) => {
  const run = freshRun('stop');
  const controller = new AbortController();
  let parts = 0;
  const stopping = task({
    validation(update) {
      if (update === when) controller.abort();
      parts += 1;
    },
  });
  await expect(train(run, stopping, options, { signal: controller.signal })).rejects.toThrow(
    `Interrupted after update ${when} of 12; the same command resumes.`,
  );
  expect(parts).toBe(when / 4);
  expect(readManifest(run).finished).toBeUndefined();
  expect(readMetrics(run).every(({ update }) => update < when)).toBe(true);

  const again = task();
  await train(run, again, options);
  const { values, curve } = await whole();
  expect(again.values()).toEqual(values);
  expect(withoutTime(run)).toEqual(curve);
});

test('in a validation; resumed, it is made up for, and again after a crash', async () => {
  const run = freshRun('stop');
  const controller = new AbortController();
  const stopping = task({ validation: () => controller.abort() });
  await expect(train(run, stopping, options, { signal: controller.signal })).rejects.toThrow(
    'Interrupted after update 4',
  );
  const crashing = task({
    batch(update) {
      if (update === 5) throw new Error('no power');
    },
  });
  await expect(train(run, crashing, options)).rejects.toThrow('no power');
  expect(readMetrics(run).map(({ update }) => update)).toEqual([4, 5]);

  const again = task();
  await train(run, again, options);
  const { values, curve } = await whole();
  expect(again.values()).toEqual(values);
  expect(withoutTime(run)).toEqual(curve);
});

test('a validation that fails costs nothing that was learned', async () => {
  const run = freshRun('stop');
  const failing = task({
    validation(update) {
      if (update === 8) throw new RangeError('no room');
    },
  });
  await expect(train(run, failing, options)).rejects.toThrow('no room');
  expect(readCheckpoint(run.checkpoint, () => true).metadata['update']).toBe('8');

  const again = task({
    batch(update) {
      expect(update).toBeGreaterThanOrEqual(8);
    },
  });
  await train(run, again, options);
  const { values, curve } = await whole();
  expect(again.values()).toEqual(values);
  expect(withoutTime(run)).toEqual(curve);
});

test('while it waits for a batch that does not come', async () => {
  const run = freshRun('stop');
  const controller = new AbortController();
  const waiting = task({
    batch(update) {
      if (update < 6) return;
      setImmediate(() => controller.abort());
      return new Promise<number>(() => undefined);
    },
  });
  await expect(train(run, waiting, options, { signal: controller.signal })).rejects.toThrow(
    'Interrupted after update 6 of 12',
  );
  const again = task();
  await train(run, again, options);
  const { values, curve } = await whole();
  expect(again.values()).toEqual(values);
  expect(withoutTime(run)).toEqual(curve);
});
