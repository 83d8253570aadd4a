/** A GPU whose memory is too small for a model says what to do about it. */
import { describe, expect, test } from 'vitest';
import { GpuMemoryError } from '../../../lib/backend/index.ts';
import { presets } from '../../../lib/experiment/index.ts';
import { planOf } from '../../../lib/training/index.ts';
import { FakeGpu } from './fake-gpu.ts';
import { hasTfjsWebgpu } from './installed.ts';

describe.runIf(hasTfjsWebgpu)('on a GPU that takes 16 KiB at a time', () => {
  test('smaller groups are proposed, and then a smaller batch', async () => {
    await FakeGpu.started({ maxStorageBufferBindingSize: 2 ** 14 });
    const { transformer } = presets.smoke;
    const large = (groups: number) => ({ ...transformer, data: { ...transformer.data, batch: 12, groups } });
    const plan = planOf(large(2));
    await expect(plan).rejects.toBeInstanceOf(GpuMemoryError);
    await expect(plan).rejects.toThrow(
      /^WebGPU: an array of \d+ MiB is asked for, .* Groups of 3 samples instead of 6 .*--set data\.groups=4\./,
    );
    await expect(planOf(large(12))).rejects.toThrow('Take a smaller model');
  });
});
