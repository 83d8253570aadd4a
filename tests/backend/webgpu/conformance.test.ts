/** The cases of every engine, on WebGPU. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe } from 'vitest';
import { describeFused } from '../conformance/fused.ts';
import { describeScores } from '../conformance/scores.ts';
import { activateWebgpu, hasWebgpu } from './found.ts';

describe.runIf(hasWebgpu)('the WebGPU engine', () => {
  beforeAll(async () => {
    await activateWebgpu();
    await tf.setBackend('webgpu');
  });

  describeFused('webgpu', 'WebGPU');
  describeScores('webgpu', 'WebGPU');
});
