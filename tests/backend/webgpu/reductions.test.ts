/** What workgroups reduce, on a device without subgroups; where it has them, the other tests are of those. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { gpuAbilities } from '../../../lib/backend/index.ts';
import { GpuConnection } from '../../../lib/backend/webgpu/gpu-connection.ts';
import { reductionCode } from '../../../lib/backend/webgpu/reductions.ts';
import { registerWebgpu } from '../../../lib/backend/webgpu/register.ts';
import { describeFused } from '../conformance/fused.ts';
import { hasTfjsWebgpu } from './installed.ts';
import { expectReduced } from './reduced.ts';

const connection = hasTfjsWebgpu ? await GpuConnection.open() : { problem: 'no package' };

test('sums are within subgroups where a device has them', () => {
  const code = (features: string[]) => reductionCode(['sum'], 64, new Set(features)).before;
  expect(code(['shader-f16', 'subgroups'])).toContain('subgroupAdd');
  expect(code(['shader-f16'])).not.toContain('subgroupAdd');
  expect(reductionCode([], 64, new Set(['subgroups'])).enables).toEqual([]);
});

describe.runIf(!('problem' in connection))('on a device without features', () => {
  beforeAll(async () => {
    if ('problem' in connection) return;
    await registerWebgpu(connection, { ...connection.adapter, features: [] });
    await tf.setBackend('webgpu');
    expect(gpuAbilities()?.features).toEqual([]);
  });

  test('a whole workgroup is added up', () => {
    expectReduced(64, 1);
    expectReduced(256, 3);
  });

  describeFused('webgpu', 'WebGPU without subgroups', [
    'rmsNorm',
    'layerNorm',
    'softmaxCrossEntropy',
    'maxDot',
    'orthogonalise',
    'squareSums',
  ]);
});
