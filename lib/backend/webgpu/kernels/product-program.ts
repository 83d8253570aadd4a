/** Matrix products in tiles that stay in registers, finished where they are made: the kernel. */
import type { Activation } from '../../kernels.ts';
import { type Program, programs } from '../dispatch.ts';
import { scaling } from './float16.ts';

/** A workgroup of 16 x 16 invocations makes a tile of the result, each of them 4 x 4 numbers; so deep at a time. */
export const [TILE, DEPTH, SIDE, EACH] = [64, 16, 16, 4] as const;

/** A row of a tile in shared memory, in fours, and one more: neighbours that write to rows below each other meet less often. */
const ROW = TILE / 4 + 1;

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

export interface Variant {
  readonly left: boolean;
  readonly right: boolean;
  readonly bias: boolean;
  readonly residual: boolean;
  readonly factors: boolean;
  readonly sums: boolean;
  readonly activation: Activation | undefined;
  /** Whether operands are rounded to float16, and which of them is scaled first. */
  readonly half: boolean;
  readonly scaled: 'a' | 'b' | undefined;
}

/** `out = left @ right` with its finish; of a depth that is cut, a part for each slice. */
export const product = programs((variant: Variant): Program => {
  const { left, right, bias, residual, factors, sums, activation, half, scaled } = variant;
  const type = half ? 'f16' : 'f32';
  // Neighbouring invocations load neighbours in memory, whichever way the matrix lies.
  const load = (tile: string, array: string, along: string, transposed: boolean, count: string) => `
    for (var i = l; i < ${TILE * DEPTH}u; i += ${SIDE * SIDE}u) {
      let inner = ${transposed ? `i / ${TILE}u` : `i % ${DEPTH}u`};
      let outer = ${transposed ? `i % ${TILE}u` : `i / ${DEPTH}u`};
      let at = ${along} + outer;
      let deep = d + inner;
      var value = 0.0;
      if (at < ${count} && deep < end) { value = ${array}[${transposed ? `deep * ${count} + at` : 'at * p.depth + deep'}]; }
      ${tile}[inner * ${ROW}u + outer / 4u][outer % 4u] = ${type}(value${array === scaled ? ' * scale' : ''});
    }`;
  return {
    reads: {
      ...{ a: 'f32', b: 'f32' },
      ...(bias && ({ bias: 'f32' } as const)),
      ...(residual && ({ residual: 'f32' } as const)),
      ...(scaled && ({ magnitudes: 'f32' } as const)),
    },
    writes: ['out', ...(sums ? ['columnSums'] : [])],
    numbers: {
      ...{ rows: 'u32', columns: 'u32', depth: 'u32', part: 'u32' },
      ...(factors && ({ factor: 'f32', ofResidual: 'f32' } as const)),
      ...(scaled && ({ blocks: 'u32' } as const)),
    },
    invocations: SIDE * SIDE,
    ...(half && { enables: ['f16'] }),
    ...(scaled && { reduces: ['max'] as const }),
    before: `var<workgroup> lefts : array<vec4<${type}>, ${ROW * DEPTH}>;
var<workgroup> rights : array<vec4<${type}>, ${ROW * DEPTH}>;${activation === 'gelu' ? geluCode : ''}`,
    body: `
  let across = (p.columns + ${TILE - 1}u) / ${TILE}u;
  let tiles = across * ((p.rows + ${TILE - 1}u) / ${TILE}u);
  let slice = group / tiles;
  let row = ((group % tiles) / across) * ${TILE}u;
  let column = (group % across) * ${TILE}u;
  let own = vec2<u32>((l / ${SIDE}u) * ${EACH}u, (l % ${SIDE}u) * ${EACH}u);
  let end = min(p.depth, (slice + 1u) * p.part);
  var sums : array<vec4<f32>, ${EACH}>;
  ${scaled ? scaling(SIDE * SIDE) : ''}
  ${sums ? `var right = vec4<f32>();` : ''}
  for (var d = slice * p.part; d < end; d += ${DEPTH}u) {
    ${load('lefts', 'a', 'row', left, 'p.rows')}
    ${load('rights', 'b', 'column', !right, 'p.columns')}
    workgroupBarrier();
    for (var k = 0u; k < ${DEPTH}u; k++) {
      let factors = vec4<f32>(rights[k * ${ROW}u + own.y / 4u]);
      let others = vec4<f32>(lefts[k * ${ROW}u + own.x / 4u]);
      ${Array.from('xyzw', (i, row) => `sums[${row}] += others.${i} * factors;`).join(' ')}
      ${sums ? 'right += factors;' : ''}
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < ${EACH}u; i++) {
    for (var j = 0u; j < ${EACH}u; j++) {
      let at = vec2<u32>(row + own.x + i, column + own.y + j);
      if (at.x < p.rows && at.y < p.columns) {
        let place = (slice * p.rows + at.x) * p.columns + at.y;
        var x = sums[i][j]${scaled ? ' * unscale' : ''};
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
