/** A GPU that is lost in mid-training: one message, and what was saved is whole. */
import { existsSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { presets } from '../../../lib/experiment/index.ts';
import { smallPupils } from '../../../lib/training/agreement.ts';
import { train } from '../../../lib/training/loop/train.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';
import { readMetrics } from '../../../lib/store/index.ts';
import { freshRun, shortTraining } from '../../support/trainings.ts';
import { activateWebgpu, hasWebgpu } from './found.ts';

describe.runIf(hasWebgpu)('a GPU that is lost', () => {
  test('in mid-training costs what came after the last checkpoint, from which another engine can go on', async () => {
    await activateWebgpu();
    const options = { ...shortTraining, ...presets.smoke.transformer.training, logEvery: 1, updates: 6 };
    const losses = (run: ReturnType<typeof freshRun>) => readMetrics(run).map(({ loss }) => loss);
    const course = async (engine: string, run: ReturnType<typeof freshRun>, loseAt?: number) => {
      await tf.setBackend(engine);
      const { task } = smallPupils.Transformer();
      const losing = {
        ...task,
        batch: (update: number) => {
          if (update === loseAt) (tf.backend() as WebgpuBackend).device.destroy();
          return task.batch(update);
        },
      };
      try {
        // Saved after every update.
        await train(run, losing, { ...options, checkpointMinutes: 0 });
      } finally {
        tf.dispose([...task.parameters.values()]);
      }
    };
    const [whole, parted] = [freshRun('whole'), freshRun('parted')];
    await course('cpu', whole);
    await expect(course('webgpu', parted, 3)).rejects.toThrow(
      /^WebGPU: the GPU was lost \(destroyed: .*\)\. What was saved stands: the same command, given again, goes on/,
    );
    expect(existsSync(parted.checkpoint)).toBe(true);
    expect(losses(parted)).toHaveLength(3);
    await course('cpu', parted);
    expect(losses(parted)).toHaveLength(6);
    losses(parted).forEach((loss, i) => expect(loss).toBeCloseTo(losses(whole)[i], 4));
  });
});
