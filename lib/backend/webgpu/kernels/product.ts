/** Matrix products in tiles that stay in registers, finished where they are made. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../kernels.ts';
import { type Program, output, programs, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { columnSums } from './column-sums.ts';

/** A workgroup of 16 x 16 invocations makes a tile of the result, each of them 4 x 4 numbers; so deep at a time. */
const [TILE, DEPTH, SIDE, EACH] = [64, 16, 16, 4] as const;
/** Fewer workgroups leave a GPU idle: the depth is then cut, into parts no shorter than this. */
const [ENOUGH_GROUPS, LEAST_DEPTH] = [128, 512] as const;

/** A matrix as its rows lie, or transposed. */
export interface Side {
  readonly tensor: tf.TensorInfo;
  readonly transposed?: boolean;
}

export interface ProductOptions {
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
  readonly bias?: tf.TensorInfo | undefined;
  readonly activation?: Activation | undefined;
  readonly residual?: tf.TensorInfo | undefined;
}

/** What follows a product, as an expression of `x`. */
export const activations: Readonly<Record<Activation, string>> = {
  relu: 'max(x, 0.0)',
  squaredRelu: 'max(x, 0.0) * max(x, 0.0)',
  gelu: 'gelu(x)',
};

/** x * Phi(x), with the error function of Abramowitz and Stegun, 7.1.26. */
export const geluCode = `
fn errorFunction(x : f32) -> f32 {
  let t = 1.0 / (1.0 + 0.3275911 * abs(x));
  let series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(x) * (1.0 - series * exp(-x * x));
}
fn gelu(x : f32) -> f32 { return 0.5 * x * (1.0 + errorFunction(x * 0.70710678118)); }`;

interface Variant {
  readonly left: boolean;
  readonly right: boolean;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly activation: Activation | undefined;
}

const program = programs(({ left, right, bias, residual, activation }: Variant): Program => {
  // Neighbouring invocations load neighbours in memory, whichever way the matrix lies.
  const load = (tile: string, array: string, along: string, transposed: boolean, count: string) => `
    for (var i = l; i < ${TILE * DEPTH}u; i += ${SIDE * SIDE}u) {
      let inner = ${transposed ? `i / ${TILE}u` : `i % ${DEPTH}u`};
      let outer = ${transposed ? `i % ${TILE}u` : `i / ${DEPTH}u`};
      let at = ${along} + outer;
      let deep = d + inner;
      var value = 0.0;
      if (at < ${count} && deep < end) { value = ${array}[${transposed ? `deep * ${count} + at` : 'at * p.depth + deep'}]; }
      ${tile}[inner * ${TILE}u + outer] = value;
    }`;
  return {
    reads: { a: 'f32', b: 'f32', ...(bias && { bias: 'f32' }), ...(residual && { residual: 'f32' }) },
    writes: ['out'],
    numbers: { rows: 'u32', columns: 'u32', depth: 'u32', part: 'u32' },
    invocations: SIDE * SIDE,
    before: `var<workgroup> lefts : array<f32, ${TILE * DEPTH}>;
var<workgroup> rights : array<f32, ${TILE * DEPTH}>;${activation === 'gelu' ? geluCode : ''}`,
    body: `
  let across = (p.columns + ${TILE - 1}u) / ${TILE}u;
  let tiles = across * ((p.rows + ${TILE - 1}u) / ${TILE}u);
  let slice = group / tiles;
  let row = ((group % tiles) / across) * ${TILE}u;
  let column = (group % across) * ${TILE}u;
  let own = vec2<u32>((l / ${SIDE}u) * ${EACH}u, (l % ${SIDE}u) * ${EACH}u);
  let end = min(p.depth, (slice + 1u) * p.part);
  var sums : array<vec4<f32>, ${EACH}>;
  for (var d = slice * p.part; d < end; d += ${DEPTH}u) {
    ${load('lefts', 'a', 'row', left, 'p.rows')}
    ${load('rights', 'b', 'column', !right, 'p.columns')}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let y = k * ${TILE}u + own.y;
      let factors = vec4<f32>(rights[y], rights[y + 1u], rights[y + 2u], rights[y + 3u]);
      for (var i = 0u; i < ${EACH}u; i++) { sums[i] += lefts[k * ${TILE}u + own.x + i] * factors; }
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < ${EACH}u; i++) {
    for (var j = 0u; j < ${EACH}u; j++) {
      let at = vec2<u32>(row + own.x + i, column + own.y + j);
      if (at.x < p.rows && at.y < p.columns) {
        let place = (slice * p.rows + at.x) * p.columns + at.y;
        var x = sums[i][j];
        ${bias ? 'x += bias[at.y];' : ''}
        ${activation ? `x = ${activations[activation]};` : ''}
        ${residual ? 'x += residual[place];' : ''}
        out[place] = x;
      }
    }
  }`,
  };
});

/** `activation(left @ right + bias) + residual`, of the given shape. */
export function multiply(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): tf.Tensor {
  const { rows, columns, depth, bias, activation, residual } = options;
  const tiles = Math.ceil(rows / TILE) * Math.ceil(columns / TILE);
  const plain = !bias && !activation && !residual;
  const slices = plain
    ? Math.max(1, Math.min(Math.ceil(ENOUGH_GROUPS / tiles), Math.floor(depth / LEAST_DEPTH)))
    : 1;
  const part = DEPTH * Math.ceil(depth / slices / DEPTH);
  const variant = {
    left: left.transposed ?? false,
    right: right.transposed ?? false,
    bias: bias !== undefined,
    residual: residual !== undefined,
    activation,
  };
  const out = output(backend, slices > 1 ? [slices, ...shape] : shape);
  run(backend, program(variant), {
    reads: [left.tensor, right.tensor, ...(bias ? [bias] : []), ...(residual ? [residual] : [])],
    writes: [out],
    numbers: [rows, columns, depth, part],
    groups: tiles * slices,
  });
  const product = tensorOf(out);
  if (slices === 1) return product;
  const whole = columnSums(backend, product, rows * columns, slices);
  product.dispose();
  return tf.reshape(whole, [...shape]);
}
