/**
 * For files that share a process: each begins with the engine of the environment, whatever those before it chose, and fails as
 * a whole where it leaves other settings or another folder behind than it found, or no count of tensors.
 */
import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect } from 'vitest';
import { threadsFromEnvironment } from '../../lib/backend/host.ts';
import { chooseBackend } from '../../lib/backend/index.ts';

const state = () => ({ folder: process.cwd(), settings: { ...process.env } });

const { backend } = await chooseBackend();
if (backend === 'native') {
  await chooseBackend({ backend, threads: threadsFromEnvironment() ?? availableParallelism() });
}

const found = state(); // After the choice, which has TensorFlow keep quiet by a setting.
afterAll(() => {
  expect(state(), 'what this file leaves behind').toEqual(found);
  expect(tf.memory().numBytes, 'what tfjs counts after this file').toBeGreaterThanOrEqual(0);
});
