/** Sums over the rows of matrices, perhaps of their products with others, in slices of rows that many workgroups share. */
import * as tf from '@tensorflow/tfjs';
import { type Program, output, programs, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const [INVOCATIONS, ROWS] = [64, 128] as const;

/** A matrix, and what each of its elements is multiplied by first. */
interface Summand {
  readonly x: tf.TensorInfo;
  readonly factor?: tf.TensorInfo | undefined;
}

/** Of several matrices of one shape, of which each has a factor or has not. */
const program = programs((factors: readonly boolean[]): Program => {
  const each = (code: (i: number) => string) => factors.map((_, i) => code(i)).join(' ');
  return {
    reads: Object.fromEntries(
      factors.flatMap((has, i) => [`x${i}`, ...(has ? [`factor${i}`] : [])].map((name) => [name, 'f32'])),
    ),
    writes: factors.map((_, i) => `out${i}`),
    numbers: { rows: 'u32', columns: 'u32' },
    invocations: INVOCATIONS,
    body: `
  let across = (p.columns + ${INVOCATIONS - 1}u) / ${INVOCATIONS}u;
  let slice = group / across;
  let column = (group % across) * ${INVOCATIONS}u + l;
  if (column >= p.columns) { return; }
  ${each((i) => `var sum${i} = 0.0;`)}
  for (var row = slice * ${ROWS}u; row < min(p.rows, (slice + 1u) * ${ROWS}u); row++) {
    let at = row * p.columns + column;
    ${each((i) => `sum${i} += x${i}[at]${factors[i] ? ` * factor${i}[at]` : ''};`)}
  }
  ${each((i) => `out${i}[slice * p.columns + column] = sum${i};`)}`,
  };
});

/** The sums [columns] of each x [rows, columns], or of its products with a factor of that shape. */
export function columnSums(
  backend: WebgpuBackend,
  summands: readonly Summand[],
  columns: number,
  rows: number,
): tf.Tensor1D[] {
  const slices = Math.ceil(rows / ROWS);
  const results = summands.map(() => output(backend, slices > 1 ? [slices, columns] : [columns]));
  run(backend, program(summands.map(({ factor }) => factor !== undefined)), {
    reads: summands.flatMap(({ x, factor }) => (factor ? [x, factor] : [x])),
    writes: results,
    numbers: [rows, columns],
    groups: slices * Math.ceil(columns / INVOCATIONS),
  });
  const sums = results.map((result) => tensorOf<tf.Tensor1D>(result));
  if (slices === 1) return sums;
  const whole = columnSums(
    backend,
    sums.map((x) => ({ x })),
    columns,
    slices,
  );
  tf.dispose(sums);
  return whole;
}

const overSlices = programs((count: number): Program => {
  const numbered = (name: string) => Array.from({ length: count }, (_, i) => `${name}${i}`);
  return {
    reads: Object.fromEntries(numbered('x').map((name) => [name, 'f32'])),
    writes: numbered('out'),
    numbers: Object.fromEntries(['slices', ...numbered('size')].map((name) => [name, 'u32'])),
    invocations: INVOCATIONS,
    body: `
  var at = group * ${INVOCATIONS}u + l;
  ${numbered('x')
    .map(
      (_, i) => `if (at < p.size${i}) {
    var sum = 0.0;
    for (var slice = 0u; slice < p.slices; slice++) { sum += x${i}[slice * p.size${i} + at]; }
    out${i}[at] = sum;
    return;
  }
  at -= p.size${i};`,
    )
    .join('\n  ')}`,
  };
});

/** The sums of tensors [slices, ...] over their first axis, for all of them at once. */
export function sumsOverSlices(
  backend: WebgpuBackend,
  tensors: readonly tf.Tensor[],
  slices: number,
): tf.Tensor[] {
  const results = tensors.map(({ shape }) => output(backend, shape.slice(1)));
  const sizes = tensors.map(({ size }) => size / slices);
  run(backend, overSlices(tensors.length), {
    reads: tensors,
    writes: results,
    numbers: [slices, ...sizes],
    groups: Math.ceil(sizes.reduce((sum, size) => sum + size) / INVOCATIONS),
  });
  return results.map((result) => tensorOf(result));
}
