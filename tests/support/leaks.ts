import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

/** Runs `body` and fails unless it leaves exactly as many tensors behind as there were before. */
export function expectNoLeak(body: () => void): void {
  const before = tf.memory().numTensors;
  body();
  expect(tf.memory().numTensors, 'number of live tensors').toBe(before);
}
