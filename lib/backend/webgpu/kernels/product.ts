/** Matrix products in tiles that stay in registers, finished where they are made. */
import * as tf from '@tensorflow/tfjs';
import type { Activation } from '../../kernels.ts';
import { type Program, output, programs, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';
import { sumsOverSlices } from './column-sums.ts';

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
  /** What the product and the residual are multiplied by; absent: 1. */
  readonly factors?: readonly [product: number, residual: number] | undefined;
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

/** The first row of tiles, and of invocations in them, has met every number of the right side. */
const columnSumsCode = `if (row == 0u && own.x == 0u) {
    for (var j = 0u; j < ${EACH}u; j++) {
      if (column + own.y + j < p.columns) { columnSums[slice * p.columns + column + own.y + j] = right[j]; }
    }
  }`;

interface Variant {
  readonly left: boolean;
  readonly right: boolean;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly factors: boolean;
  readonly sums: boolean;
  readonly activation: Activation | undefined;
}

const program = programs((variant: Variant): Program => {
  const { left, right, bias, residual, factors, sums, activation } = variant;
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
    writes: ['out', ...(sums ? ['columnSums'] : [])],
    numbers: {
      ...{ rows: 'u32', columns: 'u32', depth: 'u32', part: 'u32' },
      ...(factors && { factor: 'f32', ofResidual: 'f32' }),
    },
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
  ${sums ? `var right = vec4<f32>();` : ''}
  for (var d = slice * p.part; d < end; d += ${DEPTH}u) {
    ${load('lefts', 'a', 'row', left, 'p.rows')}
    ${load('rights', 'b', 'column', !right, 'p.columns')}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let y = k * ${TILE}u + own.y;
      let factors = vec4<f32>(rights[y], rights[y + 1u], rights[y + 2u], rights[y + 3u]);
      for (var i = 0u; i < ${EACH}u; i++) { sums[i] += lefts[k * ${TILE}u + own.x + i] * factors; }
      ${sums ? 'right += factors;' : ''}
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
        ${factors ? 'x *= p.factor;' : ''}
        ${residual ? `x += ${factors ? 'p.ofResidual * ' : ''}residual[place];` : ''}
        out[place] = x;
      }
    }
  }
  ${sums ? columnSumsCode : ''}`,
  };
});

/** `factor * activation(left @ right + bias) + factor * residual`, of the given shape. */
export function multiply(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): tf.Tensor {
  const [out] = product(backend, shape, left, right, options);
  return out;
}

/** `left @ right` of the given shape, and the sums [columns] of the right side over the depth: of a weight, and of its bias. */
export const multiplyAndSum = (
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  options: ProductOptions,
): [tf.Tensor, tf.Tensor] => product(backend, shape, left, right, options, true) as [tf.Tensor, tf.Tensor];

function product(
  backend: WebgpuBackend,
  shape: readonly number[],
  left: Side,
  right: Side,
  { rows, columns, depth, bias, activation, residual, factors }: ProductOptions,
  sums = false,
): [product: tf.Tensor, sums?: tf.Tensor] {
  const tiles = Math.ceil(rows / TILE) * Math.ceil(columns / TILE);
  const plain = !bias && !activation && !residual && !factors;
  const slices = plain
    ? Math.max(1, Math.min(Math.ceil(ENOUGH_GROUPS / tiles), Math.floor(depth / LEAST_DEPTH)))
    : 1;
  const part = DEPTH * Math.ceil(depth / slices / DEPTH);
  const variant = {
    left: left.transposed ?? false,
    right: right.transposed ?? false,
    bias: bias !== undefined,
    residual: residual !== undefined,
    factors: factors !== undefined,
    sums,
    activation,
  };
  const sliced = (of: readonly number[]) => output(backend, slices > 1 ? [slices, ...of] : of);
  const results = [sliced(shape), ...(sums ? [sliced([columns])] : [])];
  run(backend, program(variant), {
    reads: [left.tensor, right.tensor, ...(bias ? [bias] : []), ...(residual ? [residual] : [])],
    writes: results,
    numbers: [rows, columns, depth, part, ...(factors ?? [])],
    groups: tiles * slices,
  });
  const tensors = results.map((result) => tensorOf(result)) as [tf.Tensor, tf.Tensor?];
  if (slices === 1) return tensors;
  const whole = sumsOverSlices(backend, tensors as tf.Tensor[], slices);
  tf.dispose(tensors);
  return whole as [tf.Tensor, tf.Tensor?];
}
