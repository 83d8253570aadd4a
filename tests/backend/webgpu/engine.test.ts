/** The WebGPU engine below the models: reads, errors, the kernels of tfjs that it repairs, and when it is taken. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { findEngine, gpuAbilities } from '../../../lib/backend/index.ts';
import { provenance } from '../../../lib/store/provenance.ts';
import { gpuLines } from '../../../scripts/gpu-lines.ts';
import { chosen } from '../chosen.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';
import { Numbers } from '../native/support.ts';
import { activateWebgpu, expectAsOnCpu, hasWebgpu } from './found.ts';
import { expectReduced } from './reduced.ts';

describe.runIf(hasWebgpu)('the WebGPU engine', () => {
  beforeAll(async () => {
    await activateWebgpu();
    await tf.setBackend('webgpu');
  });

  const onGpu = () => tf.matMul(tf.fill([40, 40], 2), tf.fill([40, 40], 3));

  test('gives numbers at once and as a promise', async () => {
    expect(onGpu().dataSync()[7]).toBe(240);
    expect((await onGpu().data())[7]).toBe(240);
    const both = [onGpu().data(), tf.add(onGpu(), 1).data()];
    expect((await Promise.all(both)).map((values) => values[3])).toEqual([240, 241]);
  });

  test('throws at the next read what went wrong, once', () => {
    const { device } = tf.backend() as WebgpuBackend;
    const module = device.createShaderModule({ code: 'nonsense' });
    device.createComputePipeline({ compute: { module, entryPoint: 'main' } });
    expect(() => onGpu().dataSync()).toThrow(/^WebGPU: .*WGSL/);
    expect(onGpu().dataSync()[0]).toBe(240);
  });

  test('adds more tensors than a device can bind', () =>
    expectAsOnCpu([{ shape: [5], dtype: 'float32', data: [1, 2, 3, 4, 5] }], (x) =>
      tf.addN(Array.from({ length: 97 }, (_, i) => tf.mul(tf.tile(x, [300]), i))),
    ));

  test('converts whole numbers and booleans to floats', () => {
    const numbers = new Numbers('casts');
    return expectAsOnCpu([numbers.integers([30, 50], -9, 9), numbers.bools([30, 50])], (integers, bools) => [
      tf.sum(tf.transpose(tf.cast(tf.add(integers, tf.scalar(1, 'int32')), 'float32')), 0),
      tf.sum(tf.cast(tf.logicalNot(bools), 'float32'), 0),
    ]);
  });

  test('adds up a whole workgroup, within subgroups where it has them', () => {
    expectReduced(64, 1);
    expectReduced(256, 3);
  });

  test('options that Dawn does not take are named', () => {
    const line = chosen({ TRANSNAR_BACKEND: 'webgpu', TRANSNAR_DAWN: 'backend=nonsense' });
    expect(line).toMatch(/^error: .*cannot run: Dawn does not take TRANSNAR_DAWN="backend=nonsense": .*\n$/);
  });

  test('results say which GPU they were computed on', async () => {
    const engine = await findEngine('webgpu');
    const name = 'gives' in engine ? engine.gives.replace('WebGPU on ', '') : undefined;
    expect(provenance()).toMatchObject({
      backend: 'webgpu',
      hardware: expect.stringMatching(/ GiB, ./) as string,
    });
    expect(provenance().hardware.endsWith(`, ${name}`)).toBe(true);
  });

  test('says what its GPU can be asked for, in the page that users send', async () => {
    const { device } = tf.backend() as WebgpuBackend;
    const abilities = gpuAbilities()!;
    expect(abilities.arrays).toBe(device.limits.maxStorageBuffersPerShaderStage);
    expect(abilities.largestArray).toBeGreaterThanOrEqual(2 ** 27);
    const lines: string[] = [];
    for await (const line of gpuLines('webgpu')) if (lines.push(line) === 3) break;
    const named = abilities.features.join(', ') || 'neither shader-f16 nor subgroups';
    expect(lines[0]).toMatch(/^engine +webgpu/);
    expect(lines[1]).toMatch(/^computes +WebGPU on \S/);
    expect(lines[2]).toMatch(/^abilities +arrays of [\d,]+ MiB, \d+ a kernel; /);
    expect(lines[2].endsWith(named)).toBe(true);
    await tf.setBackend('cpu');
    expect(gpuAbilities()).toBeUndefined();
    await tf.setBackend('webgpu');
  });

  test('on a processor that plays the GPU is taken by those alone who ask for it', async () => {
    const engine = await findEngine('webgpu');
    if ('problem' in engine || engine.unasked === undefined) return;
    expect(chosen({})).toMatch(
      /^(native|cpu).*: webgpu is taken only when asked for: its adapter is software/,
    );
    // Where a driver is missing, this is how it shows.
    expect(chosen({ TRANSNAR_BACKEND: 'webgpu' })).toBe(
      `webgpu, 1 thread: asked for, though ${engine.unasked}\n`,
    );
  });

  test('on a processor that plays the GPU is held to cpu, and no speed of it is said', async () => {
    const engine = await findEngine('webgpu');
    if ('problem' in engine || engine.unasked === undefined) return;
    const lines: string[] = [];
    for await (const line of gpuLines('webgpu')) lines.push(line);
    expect(lines.filter((line) => line.endsWith(': good'))).toHaveLength(3);
    expect(lines.at(-1)).toBe(`speed             not measured: ${engine.unasked}`);
  });
});
