/** What the GPU of the current engine is, and how much of its memory was needed. */
import * as tf from '@tensorflow/tfjs';
import { GpuBufferPool } from './buffer-pool.ts';
import type { WebgpuBackend } from './webgpu-backend.ts';

/** What the GPU can be asked for. */
export interface GpuAbilities {
  /** Bytes of an array, and arrays of a kernel, at most. */
  readonly largestArray: number;
  readonly arrays: number;
  /** By the standard's names, of those that kernels may use. */
  readonly features: readonly string[];
}

/** The most bytes of the GPU that were in use at a time; undefined where the current engine does not say. */
export const gpuPeakBytes = (): number | undefined => current()?.bufferManager.peakBytes;

/** Of the current engine's GPU; undefined where it has none or does not say. */
export function gpuAbilities(): GpuAbilities | undefined {
  const device = current()?.device;
  if (!device) return undefined;
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = device.limits;
  return {
    largestArray: Math.min(maxBufferSize, maxStorageBufferBindingSize),
    arrays: maxStorageBuffersPerShaderStage,
    features: [...device.features],
  };
}

function current(): WebgpuBackend | undefined {
  const backend = tf.backend();
  const pool: unknown = 'bufferManager' in backend ? backend.bufferManager : undefined;
  return pool instanceof GpuBufferPool ? (backend as WebgpuBackend) : undefined;
}
