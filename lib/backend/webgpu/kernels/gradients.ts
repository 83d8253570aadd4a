/** What an optimiser does to all gradients alike: sums of two, a factor, the sum of squares. */
import * as tf from '@tensorflow/tfjs';
import type { Pair } from '../../kernels.ts';
import { output, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { INVOCATIONS, blocksOf, elementwise, overLists } from './lists.ts';

const adding = overLists({
  reads: ['a', 'b'],
  writes: ['out'],
  numbers: [],
  block: INVOCATIONS,
  body: elementwise((of) => `${of('out')}[at] = ${of('a')}[at] + ${of('b')}[at];`),
});

/** `addPairs`. */
export function webgpuAddPairs(backend: WebgpuBackend, pairs: readonly Pair[]): tf.Tensor[] {
  const slots = pairs.map((pair) => ({ reads: pair, writes: [output(backend, pair[0].shape)] }));
  adding(backend, { slots, numbers: [] });
  return slots.map(({ writes: [out] }) => tensorOf(out));
}

const scaling = overLists({
  reads: ['x'],
  writes: ['out'],
  numbers: ['factor'],
  block: INVOCATIONS,
  body: elementwise((of) => `${of('out')}[at] = ${of('x')}[at] * p.factor;`),
});

/** `scaleAll`. */
export function webgpuScaleAll(
  backend: WebgpuBackend,
  tensors: readonly tf.Tensor[],
  factor: number,
): tf.Tensor[] {
  const slots = tensors.map((x) => ({ reads: [x], writes: [output(backend, x.shape)] }));
  scaling(backend, { slots, numbers: [factor] });
  return slots.map(({ writes: [out] }) => tensorOf(out));
}

/** Elements that a workgroup adds up. */
const BLOCK = 64 * INVOCATIONS;

const squaring = overLists({
  reads: ['x'],
  writes: [],
  common: 'sums',
  numbers: [],
  block: BLOCK,
  reduces: ['sum'],
  begin: 'var mine = 0.0;',
  body: (
    of,
  ) => `for (var at = block * ${BLOCK}u + l; at < min(size, (block + 1u) * ${BLOCK}u); at += ${INVOCATIONS}u) {
        mine += ${of('x')}[at] * ${of('x')}[at];
      }`,
  end: `let whole = groupSum(mine);
  if (l == 0u) { sums[cell] = whole; }`,
});

/** `squareSums`, a number for each block of elements. */
export function webgpuSquareSums(backend: WebgpuBackend, tensors: readonly tf.Tensor[]): tf.Tensor1D {
  const cells = tensors.reduce((count, { size }) => count + blocksOf(size, BLOCK), 0);
  if (cells === 0) return tf.zeros([0]);
  const sums = output(backend, [cells]);
  squaring(backend, { slots: tensors.map((x) => ({ reads: [x], writes: [] })), numbers: [], common: sums });
  return tensorOf(sums);
}
