/** A GPU that computes nothing and remembers what it was asked for: dispatches, memory, reads. Every number it gives is 0. */
import * as tf from '@tensorflow/tfjs';
import type { Command, Limits } from '../../../lib/backend/webgpu/commands.ts';
import type { CommandSink } from '../../../lib/backend/webgpu/gpu-connection.ts';
import { registerWebgpu } from '../../../lib/backend/webgpu/register.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';

const limits = {
  maxBufferSize: 2 ** 34,
  maxComputeInvocationsPerWorkgroup: 1024,
  maxComputeWorkgroupSizeX: 1024,
  maxComputeWorkgroupSizeY: 1024,
  maxComputeWorkgroupStorageSize: 32768,
  maxComputeWorkgroupsPerDimension: 65535,
  maxStorageBufferBindingSize: 2 ** 34,
  maxStorageBuffersPerShaderStage: 16,
};

/** What was counted since the last `reset`. */
export class FakeGpu implements CommandSink {
  dispatches = 0;
  reads = 0;
  writes = 0;
  largestBuffer = 0;

  send(command: Command): void {
    if (command[0] === 'dispatch') this.dispatches++;
    if (command[0] === 'write') this.writes++;
    if (command[0] === 'buffer') this.largestBuffer = Math.max(this.largestBuffer, command[2]);
  }

  readSync(_: number, bytes: number): ArrayBuffer {
    this.reads++;
    return new ArrayBuffer(bytes);
  }

  read(id: number, bytes: number): Promise<ArrayBuffer> {
    return Promise.resolve(this.readSync(id, bytes));
  }

  /** Starts the engine on it, in a process that has no other. */
  static async started(smaller: Partial<Limits> = {}): Promise<FakeGpu> {
    const gpu = new FakeGpu();
    await registerWebgpu(gpu, {
      vendor: 'fake',
      architecture: '',
      ...{ device: '', software: false },
      description: 'a GPU that computes nothing',
      limits: { ...limits, ...smaller },
      features: [],
    });
    await tf.setBackend('webgpu');
    return gpu;
  }

  reset(): void {
    this.dispatches = this.reads = this.writes = this.largestBuffer = 0;
    const pool = (tf.backend() as WebgpuBackend).bufferManager;
    pool.peakBytes = pool.numBytesUsed;
  }

  /** The most that was in use at a time. */
  get peakBytes(): number {
    return (tf.backend() as WebgpuBackend).bufferManager.peakBytes;
  }
}
