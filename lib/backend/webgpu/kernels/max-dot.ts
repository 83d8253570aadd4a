/** Weighted sums of the larger of two vectors, a workgroup for each pair; the larger vectors are made again for the gradient. */
import * as tf from '@tensorflow/tfjs';
import type { MaxDotInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedMaxDot } from '../../ops/max-dot.ts';
import { type Program, element, output, programs, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { columnSums } from './column-sums.ts';

const [LANES, INVOCATIONS] = [64, 128] as const;

const numbers = { size: 'u32', rows: 'u32', columns: 'u32', width: 'u32' } as const;

/** `pairs` summands of a pair. */
const reads = (pairs: number): Program['reads'] => ({
  rows: 'f32',
  columns: 'f32',
  weight: 'f32',
  ...Object.fromEntries(Array.from({ length: pairs }, (_, i) => [`pair${i}`, 'f32'] as const)),
});

/** The two sides of the maximum, at feature `h` of row `r` and column `c`. */
const sides = (pairs: number) => `
      let cell = (sample * p.rows + r) * p.columns + c;
      let left = columns[(sample * p.columns + c) * p.width + h];
      let right = rows[(sample * p.rows + r) * p.width + h]${Array.from(
        { length: pairs },
        (_, i) => ` + pair${i}[cell * p.width + h]`,
      ).join('')};`;

const forward = programs((pairs: number): Program => ({
  reads: reads(pairs),
  writes: ['out'],
  numbers,
  invocations: LANES,
  reduces: ['sum'],
  body: `
  if (group >= p.size) { return; }
  let c = group % p.columns;
  let r = group / p.columns % p.rows;
  let sample = group / (p.columns * p.rows);
  var mine = 0.0;
  for (var h = l; h < p.width; h += ${LANES}u) {${sides(pairs)}
    mine += weight[h] * max(left, right);
  }
  let whole = groupSum(mine);
  if (l == 0u) { out[group] = whole; }`,
}));

/** What an element of `writes` gets for the gradient of the maximum. */
const gradient = (writes: readonly string[], body: (pairs: number) => string) =>
  programs((pairs: number): Program => ({
    reads: { ...reads(pairs), dy: 'f32' },
    writes,
    numbers,
    invocations: INVOCATIONS,
    body: `${element(INVOCATIONS)}
  let h = at % p.width;
  ${body(pairs)}`,
  }));

/** Of a row, summed over columns; and what it adds to the gradient of the weight. */
const rowGradient = gradient(
  ['dx', 'toWeight'],
  (pairs) => `let r = at / p.width % p.rows;
  let sample = at / (p.width * p.rows);
  var total = 0.0;
  var larger = 0.0;
  for (var c = 0u; c < p.columns; c++) {${sides(pairs)}
      total += select(0.0, dy[cell], right > left);
      larger += dy[cell] * max(left, right);
  }
  dx[at] = total * weight[h];
  toWeight[at] = larger;`,
);

/** Of a column, summed over rows: it has the gradient of ties. */
const columnGradient = gradient(
  ['dx'],
  (pairs) => `let c = at / p.width % p.columns;
  let sample = at / (p.width * p.columns);
  var total = 0.0;
  for (var r = 0u; r < p.rows; r++) {${sides(pairs)}
      total += select(0.0, dy[cell], left >= right);
  }
  dx[at] = total * weight[h];`,
);

/** Of what a pair adds. */
const pairGradient = gradient(
  ['dx'],
  (pairs) => `let c = at / p.width % p.columns;
  let r = at / (p.width * p.columns) % p.rows;
  let sample = at / (p.width * p.columns * p.rows);${sides(pairs)}
  dx[at] = select(0.0, dy[cell] * weight[h], right > left);`,
);

/** `maxDot`. */
export function webgpuMaxDot(backend: WebgpuBackend, inputs: MaxDotInputs): tf.Tensor3D {
  const { rows, columns, pairs, weight } = inputs;
  if (rows.size === 0 || columns.size === 0) return composedMaxDot(inputs);
  const [batch, count, width] = rows.shape;
  const options = columns.shape[1];
  const numbersOf = (size: number) => [size, count, options, width];
  const tensors = [rows, columns, weight, ...pairs];
  return withGradient<tf.Tensor3D>(tensors, (save) => {
    const out = output(backend, [batch, count, options]);
    const cells = batch * count * options;
    run(backend, forward(pairs.length), {
      reads: tensors,
      writes: [out],
      numbers: numbersOf(cells),
      groups: cells,
    });
    save(tensors);
    const gradFunc = (dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] => {
      const made = (program: (pairs: number) => Program, ...shapes: number[][]): tf.Tensor[] => {
        const results = shapes.map((shape) => output(backend, shape));
        const size = tf.util.sizeFromShape(shapes[0]);
        run(backend, program(pairs.length), {
          reads: [...saved, dy],
          writes: results,
          numbers: numbersOf(size),
          groups: Math.ceil(size / INVOCATIONS),
        });
        return results.map((result) => tensorOf(result));
      };
      const [dRows, toWeight] = made(rowGradient, rows.shape, rows.shape);
      const [dColumns] = made(columnGradient, columns.shape);
      const [weightSums] = columnSums(backend, [{ x: toWeight }], width, batch * count);
      const dWeight = tf.reshape(weightSums, [width, 1]);
      const dPairs = pairs.length > 0 ? made(pairGradient, pairs[0].shape) : [];
      return [dRows, dColumns, dWeight, ...pairs.map((_, i) => (i === 0 ? dPairs[0] : tf.clone(dPairs[0])))];
    };
    return { value: tensorOf(out), gradFunc };
  });
}
