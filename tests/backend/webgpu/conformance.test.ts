/** The cases of every engine, on WebGPU; and what it does in parts, in parts that are small. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, test } from 'vitest';
import { webgpuReadOutLoss } from '../../../lib/backend/webgpu/kernels/read-out-loss.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';
import { describeFused, expectTwins, withGradients } from '../conformance/fused.ts';
import { readOutBy } from '../conformance/rows.ts';
import { describeScores } from '../conformance/scores.ts';
import { activateWebgpu, hasWebgpu } from './found.ts';

describe.runIf(hasWebgpu)('the WebGPU engine', () => {
  beforeAll(async () => {
    await activateWebgpu();
    await tf.setBackend('webgpu');
  });

  describeFused('webgpu', 'WebGPU');
  describeScores('webgpu', 'WebGPU');

  test('reads out a loss some rows at a time', () => {
    const inParts = readOutBy((inputs) => {
      const classes = inputs.table.shape[inputs.tied ? 0 : 1];
      return webgpuReadOutLoss(tf.backend() as WebgpuBackend, inputs, 4 * classes * 7);
    });
    expectTwins('webgpu', 'loss in parts', withGradients(inParts, 'loss in parts'));
  });
});
