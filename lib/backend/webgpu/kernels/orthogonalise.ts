/** Newton-Schulz iterations: three products a step, each finished where it is made. */
import type * as tf from '@tensorflow/tfjs';
import { EPSILON, QUINTIC, STEPS } from '../../ops/orthogonalise.ts';
import { type Program, element, output, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { webgpuSquareSums } from './gradients.ts';
import { multiply } from './product.ts';

const INVOCATIONS = 256;

/** The matrix by its Frobenius norm, of which every invocation adds up the parts. */
const normalising: Program = {
  reads: { x: 'f32', squares: 'f32' },
  writes: ['out'],
  numbers: { size: 'u32', parts: 'u32', epsilon: 'f32' },
  invocations: INVOCATIONS,
  body: `${element(INVOCATIONS)}
  var total = 0.0;
  for (var i = 0u; i < p.parts; i++) { total += squares[i]; }
  out[at] = x[at] / (sqrt(total) + p.epsilon);`,
};

/** `orthogonalise`; the shorter side is squared, on whichever side of the matrix that is. */
export function webgpuOrthogonalise(
  backend: WebgpuBackend,
  matrix: tf.Tensor2D,
  steps: number = STEPS,
): tf.Tensor2D {
  const [a, b, c] = QUINTIC;
  const [rows, columns] = matrix.shape;
  const tall = rows > columns;
  const [short, long] = tall ? [columns, rows] : [rows, columns];
  const square = { rows: short, columns: short, depth: long };
  let x = normalised(backend, matrix);
  for (let step = 0; step < steps; step++) {
    const own = { tensor: x };
    const turned = { tensor: x, transposed: true };
    const [left, right] = tall ? [turned, own] : [own, turned];
    const gram = multiply(backend, [short, short], left, right, square);
    const squared = { rows: short, columns: short, depth: short };
    const combined = { ...squared, residual: gram, factors: [c, b] as const };
    const factor = multiply(backend, [short, short], { tensor: gram }, { tensor: gram }, combined);
    const [before, after] = tall ? [own, { tensor: factor }] : [{ tensor: factor }, own];
    const whole = { rows, columns, depth: short, residual: x, factors: [1, a] as const };
    const next = multiply(backend, matrix.shape, before, after, whole);
    for (const used of [gram, factor, x]) used.dispose();
    x = next as tf.Tensor2D;
  }
  return x;
}

function normalised(backend: WebgpuBackend, matrix: tf.Tensor2D): tf.Tensor2D {
  const squares = webgpuSquareSums(backend, [matrix]);
  const out = output(backend, matrix.shape);
  run(backend, normalising, {
    reads: [matrix, squares],
    writes: [out],
    numbers: [matrix.size, squares.size, EPSILON],
    groups: Math.ceil(matrix.size / INVOCATIONS),
  });
  squares.dispose();
  return tensorOf(out);
}
