/** Products in float16 on WebGPU: of operands rounded one by one, summed in float32; small gradients are scaled first. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { linear, setProductPrecision, withProductPrecision } from '../../../lib/backend/index.ts';
import { webgpuSetProductPrecision } from '../../../lib/backend/webgpu/kernels/product-precision.ts';
import { webgpuReadOutLoss } from '../../../lib/backend/webgpu/kernels/read-out-loss.ts';
import type { WebgpuBackend } from '../../../lib/backend/webgpu/webgpu-backend.ts';
import { fromFloat16, toFloat16 } from '../../../lib/store/float16.ts';
import { expectClose } from '../../support/close.ts';
import { withGradients } from '../conformance/fused.ts';
import { feedForwardTwins } from '../conformance/linear.ts';
import { readOutBy } from '../conformance/rows.ts';
import { Numbers, type Values, onBackend } from '../native/support.ts';
import { hasFloat16 } from './found.ts';

const rounded = (value: number) => fromFloat16(toFloat16(value));

/** Of a whole array, by the power of two that brings its largest magnitude below 2^15. */
function scaledAndRounded(values: number[]): number[] {
  const factor = 2 ** (14 - Math.floor(Math.log2(Math.max(...values.map(Math.abs)))));
  return values.map((value) => rounded(value * factor) / factor);
}

const halves = (tensor: tf.Tensor, round: (values: number[]) => number[]) =>
  tf.tensor(round(Array.from(tensor.dataSync())), tensor.shape);
const each = (values: number[]) => values.map(rounded);

/** y = x @ w + b with its gradients, of rounded operands; the bias sums without products. */
function oracle(x: tf.Tensor, w: tf.Tensor, b: tf.Tensor, dy: tf.Tensor): tf.Tensor[] {
  const [left, right, slope] = [halves(x, each), halves(w, each), halves(dy, scaledAndRounded)];
  return [
    tf.add(tf.matMul(left, right), b),
    tf.matMul(slope, right, false, true),
    tf.matMul(left, slope, true),
    tf.sum(dy, 0),
  ];
}

/** The distance of two lists, as a part of the length of the second. */
function error(a: number[], b: number[]): number {
  return Math.hypot(...a.map((x, i) => x - b[i])) / Math.max(Math.hypot(...b), 1e-9);
}

type Four = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];

/** The same by the fused operation. */
const fusedLinear = (...[x, w, b, dy]: Four): tf.Tensor[] => {
  const map = (...[input, weight, bias]: tf.Tensor[]) =>
    linear(input, weight as tf.Tensor2D, bias as tf.Tensor1D);
  return [map(x, w, b), ...tf.grads(map)([x, w, b], dy)];
};

/** Read out by products of our own, seven rows at a time. */
const readOutInParts = readOutBy((inputs) =>
  webgpuReadOutLoss(tf.backend() as WebgpuBackend, inputs, 4 * 7 * inputs.table.shape[inputs.tied ? 0 : 1]),
);

describe.runIf(hasFloat16)('products in float16', () => {
  beforeAll(() => tf.setBackend('webgpu').then(() => undefined));
  afterEach(() => void setProductPrecision('float32'));

  /** The last is as long as to be cut along its depth. */
  const shapes = [
    [1, 1, 1],
    [5, 70, 3],
    [65, 17, 130],
    [1100, 40, 20],
  ] as const;

  test.each(shapes)('%d rows of %d numbers to %d', (rows, inputs, outputs) => {
    const numbers = new Numbers(`float16 ${rows}`);
    for (const size of [1, 1e-9, 1e6]) {
      const [x, w, b, dy] = [[rows, inputs], [inputs, outputs], [outputs], [rows, outputs]].map((shape) =>
        numbers.floats(shape),
      ) as [Values, Values, Values, Values];
      const slopes = { ...dy, data: dy.data.map((value) => value * size) };
      const operands = [x, w, b, slopes];
      const expected = onBackend('cpu', operands, oracle);
      const half = onBackend('webgpu', operands, (...tensors) =>
        withProductPrecision('float16', () => fusedLinear(...(tensors as Four))),
      );
      half.forEach(({ data }, index) => {
        const absolute = 3e-6 * Math.max(...expected[index].data.map(Math.abs));
        expectClose(data, expected[index].data, { relative: 1e-5, absolute }, `${index} of size ${size}`);
      });
    }
  });

  test('hands on what is no number, and what float16 cannot hold', () => {
    const operands = [[4, 3], [3, 2], [2], [4, 2]].map((shape) => new Numbers('odd').floats(shape));
    [1e5, NaN, Infinity].forEach((value, row) => (operands[0].data[3 * row] = value));
    const [out] = onBackend('webgpu', operands, (...tensors) =>
      withProductPrecision('float16', () => fusedLinear(...(tensors as Four))),
    );
    expect(out.data.map(Number.isFinite)).toEqual([1, 2, 3, 4].flatMap((row) => [row === 4, row === 4]));
  });

  /** Of its size as a whole: rounding is of 1 in 2048, and a slope of a rectifier that switches weighs more. */
  const allowed = 5e-3;

  test.each(['feedForward', 'readOutLoss'] as const)('%s is near its composition in float32', (name) => {
    const make = withGradients({ feedForward: feedForwardTwins, readOutLoss: readOutInParts }[name], name);
    for (let trial = 0; trial < 6; trial++) {
      const { inputs, fused, composed } = make(new Numbers(`${name} ${trial}`), trial);
      if (inputs.some(({ data }) => data.length === 0)) continue;
      const exact = onBackend('cpu', inputs, composed);
      const half = onBackend('webgpu', inputs, (...tensors) =>
        withProductPrecision('float16', () => fused(...tensors)),
      );
      const errors = half.map(({ data }, i) => error(data, exact[i].data));
      expect(Math.max(...errors), `${name}, trial ${trial}: ${String(errors)}`).toBeLessThan(allowed);
      expect(Math.max(...errors)).toBeGreaterThan(1e-5);
    }
  });

  test('is refused where a device lacks it, as bfloat16 is', () => {
    expect(() => setProductPrecision('bfloat16')).toThrow('use the native one');
    const { device } = tf.backend() as WebgpuBackend;
    const lacking = { device: { ...device, features: new Set() } } as unknown as WebgpuBackend;
    expect(() => webgpuSetProductPrecision(lacking, 'float16')).toThrow('a GPU that has shader-f16');
  });
});
