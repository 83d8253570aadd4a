/**
 * How gradients fit into float16, whose least number is 6e-8: the whole array is multiplied by the power of two that brings
 * its largest number just below 2^15, and the product by the inverse. So only what is 2^29 times smaller loses bits.
 */
import type * as tf from '@tensorflow/tfjs';
import { type Program, output, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const [INVOCATIONS, BLOCK] = [256, 256 * 256] as const;

const largest: Program = {
  reads: { x: 'f32' },
  writes: ['out'],
  numbers: { size: 'u32' },
  invocations: INVOCATIONS,
  reduces: ['max'],
  body: `
  var mine = 0.0;
  for (var at = group * ${BLOCK}u + l; at < min(p.size, (group + 1u) * ${BLOCK}u); at += ${INVOCATIONS}u) {
    mine = max(mine, abs(x[at]));
  }
  let whole = groupMax(mine);
  if (l == 0u) { out[group] = whole; }`,
};

/** Of the blocks of an array the largest magnitudes. */
export function largestMagnitudes(backend: WebgpuBackend, x: tf.Tensor): tf.Tensor {
  const groups = Math.ceil(x.size / BLOCK);
  const out = output(backend, [groups]);
  run(backend, largest, { reads: [x], writes: [out], numbers: [x.size], groups });
  return tensorOf(out);
}

/** Declares `scale` and `unscale` by the `p.blocks` numbers of `magnitudes`, in a workgroup of `invocations` that reduces by `max`. */
export const scaling = (invocations: number): string => `
  var met = 0.0;
  for (var i = l; i < p.blocks; i += ${invocations}u) { met = max(met, magnitudes[i]); }
  let exponent = clamp(268u - (bitcast<u32>(groupMax(met)) >> 23u), 1u, 253u);
  let scale = bitcast<f32>(exponent << 23u);
  let unscale = bitcast<f32>((254u - exponent) << 23u);`;
