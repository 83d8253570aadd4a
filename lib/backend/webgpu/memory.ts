/** How much of a GPU's memory was needed. */
import * as tf from '@tensorflow/tfjs';
import { GpuBufferPool } from './buffer-pool.ts';

/** The most bytes of the GPU that were in use at a time; undefined where the current engine does not say. */
export function gpuPeakBytes(): number | undefined {
  const backend: object = tf.backend();
  const pool: unknown = 'bufferManager' in backend ? backend.bufferManager : undefined;
  return pool instanceof GpuBufferPool ? pool.peakBytes : undefined;
}
