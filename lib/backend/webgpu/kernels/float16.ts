/**
 * How gradients fit into float16, whose least number is 6e-8: the whole array is multiplied by the power of two that brings
 * its largest number just below 2^15, and the product by the inverse. So only what is 2^29 times smaller loses bits.
 */
import type * as tf from '@tensorflow/tfjs';
import { type Program, output, reduce, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const [INVOCATIONS, BLOCK] = [256, 256 * 256] as const;

const larger = (a: string, b: string) => `max(${a}, ${b})`;

const largest: Program = {
  reads: { x: 'f32' },
  writes: ['out'],
  numbers: { size: 'u32' },
  invocations: INVOCATIONS,
  before: `var<workgroup> part : array<f32, ${INVOCATIONS}>;`,
  body: `
  var mine = 0.0;
  for (var at = group * ${BLOCK}u + l; at < min(p.size, (group + 1u) * ${BLOCK}u); at += ${INVOCATIONS}u) {
    mine = max(mine, abs(x[at]));
  }
  part[l] = mine;
  ${reduce('part', INVOCATIONS, larger)}
  if (l == 0u) { out[group] = part[0]; }`,
};

/** Of the blocks of an array the largest magnitudes. */
export function largestMagnitudes(backend: WebgpuBackend, x: tf.Tensor): tf.Tensor {
  const groups = Math.ceil(x.size / BLOCK);
  const out = output(backend, [groups]);
  run(backend, largest, { reads: [x], writes: [out], numbers: [x.size], groups });
  return tensorOf(out);
}

/** Declares `scale` and `unscale` by the `p.blocks` numbers of `magnitudes`; `shared` is memory of the workgroup, a number an invocation. */
export const scaling = (shared: string, invocations: number): string => `
  var mine = 0.0;
  for (var i = l; i < p.blocks; i += ${invocations}u) { mine = max(mine, magnitudes[i]); }
  ${shared}[l] = mine;
  ${reduce(shared, invocations, larger)}
  let exponent = clamp(268u - (bitcast<u32>(${shared}[0]) >> 23u), 1u, 253u);
  let scale = bitcast<f32>(exponent << 23u);
  let unscale = bitcast<f32>((254u - exponent) << 23u);`;
