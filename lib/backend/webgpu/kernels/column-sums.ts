/** Sums over the rows of a matrix, perhaps of its products with another, in slices of rows that many workgroups share. */
import type * as tf from '@tensorflow/tfjs';
import { type Program, output, run, tensorOf, programs } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const [INVOCATIONS, ROWS] = [64, 128] as const;

const program = programs((withFactor: boolean): Program => ({
  reads: { x: 'f32', ...(withFactor && { factor: 'f32' }) },
  writes: ['out'],
  numbers: { rows: 'u32', columns: 'u32' },
  invocations: INVOCATIONS,
  body: `
  let across = (p.columns + ${INVOCATIONS - 1}u) / ${INVOCATIONS}u;
  let slice = group / across;
  let column = (group % across) * ${INVOCATIONS}u + l;
  if (column >= p.columns) { return; }
  var sum = 0.0;
  for (var row = slice * ${ROWS}u; row < min(p.rows, (slice + 1u) * ${ROWS}u); row++) {
    let at = row * p.columns + column;
    sum += x[at]${withFactor ? ' * factor[at]' : ''};
  }
  out[slice * p.columns + column] = sum;`,
}));

/** The sums [columns] of x [rows, columns], or of its products with a factor of that shape. */
export function columnSums(
  backend: WebgpuBackend,
  x: tf.TensorInfo,
  columns: number,
  rows: number,
  factor?: tf.TensorInfo,
): tf.Tensor1D {
  const slices = Math.ceil(rows / ROWS);
  const out = output(backend, slices > 1 ? [slices, columns] : [columns]);
  run(backend, program(factor !== undefined), {
    reads: factor ? [x, factor] : [x],
    writes: [out],
    numbers: [rows, columns],
    groups: slices * Math.ceil(columns / INVOCATIONS),
  });
  const sums = tensorOf<tf.Tensor1D>(out);
  return slices > 1 ? columnSums(backend, sums, columns, slices) : sums;
}
