/** What a workgroup reduces, by a kernel that does nothing else: whole numbers, so that sums are exact in any order. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { type Program, output, run, tensorOf } from '../../../lib/backend/webgpu/dispatch.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';

/** Holds sum and maximum, as each invocation gets them, to those of the workgroup's numbers: on the current engine. */
export function expectReduced(invocations: number, groups: number): void {
  const backend = tf.backend() as WebgpuBackend;
  const numbers = Array.from({ length: groups * invocations }, (_, i) => ((i * 7919) % 1009) - 500);
  const body = `
  let at = min(group * ${invocations}u + l, p.size - 1u);
  let sum = groupSum(x[at]);
  let largest = groupMax(x[at]);
  sums[at] = sum;
  maxima[at] = largest;`;
  const received = tf.tidy(() => {
    const results = [output(backend, [numbers.length]), output(backend, [numbers.length])];
    const program: Program = {
      reads: { x: 'f32' },
      writes: ['sums', 'maxima'],
      numbers: { size: 'u32' },
      invocations,
      reduces: ['sum', 'max'],
      body,
    };
    run(backend, program, {
      reads: [tf.tensor1d(numbers)],
      writes: results,
      numbers: [numbers.length],
      groups,
    });
    return results.map((result) => Array.from(tensorOf(result).dataSync()));
  });
  const groupOf = (at: number) => {
    const start = at - (at % invocations);
    return numbers.slice(start, start + invocations);
  };
  const sums = numbers.map((_, at) => groupOf(at).reduce((sum, x) => sum + x, 0));
  const maxima = numbers.map((_, at) => Math.max(...groupOf(at)));
  expect(received).toEqual([sums, maxima]);
}
