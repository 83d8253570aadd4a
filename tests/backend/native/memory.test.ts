import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rmsNorm } from '../../../lib/backend/index.ts';
import { NativeBackend } from '../../../lib/backend/native/native-backend.ts';
import { activateBoth } from './support.ts';

beforeAll(activateBoth);

describe('the backward pass', () => {
  it('releases what it has used: only the forward activations and a few gradients are alive at once', () => {
    const layers = 20;
    const megabyte = 2 ** 20;
    const gain = tf.ones<tf.Rank.R1>([1024]);
    const chain = (x: tf.Tensor): tf.Tensor => {
      let y = x;
      for (let layer = 0; layer < layers; layer++) y = rmsNorm(y, gain, 1e-6);
      return y;
    };
    const x = tf.ones([256, 1024]);
    tf.grad(chain)(x).dispose();
    const backend = tf.backend();
    if (!(backend instanceof NativeBackend)) throw new Error('Expected the native backend.');
    // Everything that was ever alive at once is now in the pool; keeping all gradients would double it.
    expect(backend.pooledBytes).toBeGreaterThan(layers * megabyte);
    expect(backend.pooledBytes).toBeLessThan((layers + 6) * megabyte);
  });
});
