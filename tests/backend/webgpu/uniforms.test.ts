/** The numbers of calls: laid out as tfjs lays them out, and sent to the GPU once. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';
import { type UniformField, uniformContent } from '../../../lib/backend/webgpu/uniforms.ts';
import { FakeGpu } from './fake-gpu.ts';
import { hasTfjsWebgpu } from './installed.ts';

const int = (...data: number[]): UniformField => ({ type: 'int32', data });

test.each<[string, UniformField[], number[]]>([
  ['scalars follow each other', [int(1), int(2), int(3)], [1, 2, 3]],
  ['pairs begin at even places', [int(1), int(2, 3)], [1, 0, 2, 3]],
  ['three and four begin at fours', [int(1), int(2, 3, 4), int(5)], [1, 0, 0, 0, 2, 3, 4, 5]],
  ['what follows five begins at fours', [int(1, 2, 3, 4, 5), int(6)], [1, 2, 3, 4, 5, 0, 0, 0, 6, 0, 0, 0]],
  ['an empty field is a 1', [int(), int(7)], [1, 7]],
])('%s', (_, fields, expected) => {
  const content = [...new Int32Array(uniformContent(fields))];
  expect(content).toEqual(expected);
});

test('numbers keep their types', () => {
  const content = uniformContent([
    { type: 'float32', data: [NaN] },
    { type: 'float32', data: [0.5] },
    { type: 'uint32', data: [2 ** 32 - 1] },
  ]);
  expect([...new Float32Array(content, 0, 2)]).toEqual([NaN, 0.5]);
  expect(new Uint32Array(content)[2]).toBe(2 ** 32 - 1);
});

test('longer fields are refused', () => {
  expect(() => uniformContent([int(1, 2, 3, 4, 5, 6, 7)])).toThrow('at most 6 numbers');
});

describe.runIf(hasTfjsWebgpu)('on a GPU', () => {
  let gpu: FakeGpu;
  beforeAll(async () => {
    gpu = await FakeGpu.started();
  });
  const bufferOf = (value: number) =>
    (tf.backend() as WebgpuBackend).uniforms.bufferOf(uniformContent([int(value)]));

  test('the same numbers are sent once', () => {
    const before = gpu.writes;
    expect(bufferOf(3)).toBe(bufferOf(3));
    expect(bufferOf(4)).not.toBe(bufferOf(3));
    expect(gpu.writes - before).toBe(2);
  });

  test('what changes all the time does not fill the memory', () => {
    const pool = (tf.backend() as WebgpuBackend).bufferManager;
    for (let value = 0; value < 50_000; value++) bufferOf(value);
    tf.tidy(() => tf.add(tf.fill([40], 2), 1).dataSync());
    expect(pool.numBytesUsed).toBeLessThan(8192 * 256 + 1e5);
  });
});
