/** An op runs the kernel of the current backend, and its composition where there is none. */
import * as tf from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fused, registerKernels } from '../../lib/backend/registry.ts';

/** A backend like `cpu` that can tell itself from others. */
class Counting extends MathBackendCPU {
  calls = 0;
}

const op = fused('rmsNorm', (x) => tf.mul(x, 2));
const gain = tf.ones<tf.Rank.R1>([1]);
const value = (): number => tf.tidy(() => op(tf.tensor1d([10]), gain, 0).dataSync()[0]);

beforeAll(async () => {
  for (const name of ['counting', 'bare']) {
    // `firstUse` is what makes the cpu backend greet.
    tf.registerBackend(name, () => Object.assign(new Counting(), { firstUse: false }));
    tf.copyRegisteredKernels('cpu', name);
  }
  await tf.setBackend('cpu');
});

afterAll(() => tf.setBackend('cpu'));

describe('a fused op', () => {
  it('is composed where no engine has a kernel for it', async () => {
    await tf.setBackend('bare');
    expect(value()).toBe(20);
  });

  it('runs the kernel of the current backend, with that backend, and of no other', async () => {
    registerKernels<Counting>('counting', {
      rmsNorm: (backend, x) => {
        backend.calls++;
        return tf.mul(x, 3);
      },
    });
    await tf.setBackend('counting');
    expect([value(), value()]).toEqual([30, 30]);
    expect((tf.backend() as Counting).calls).toBe(2);
    await tf.setBackend('bare');
    expect(value()).toBe(20);
  });

  it('keeps the kernels of an engine that registers more', async () => {
    registerKernels<Counting>('counting', { layerNorm: (_, x) => x });
    await tf.setBackend('counting');
    expect(value()).toBe(30);
  });
});
