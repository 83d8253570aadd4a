/** Attention in WGSL: an invocation has a query (or a key), and the keys (or queries) pass by in shared memory, tile by tile. */
import { type Program, programs } from '../dispatch.ts';

/** Rows that a workgroup has, one an invocation, and those of a tile that passes by. */
export const ROWS = 64;
const TILE = 16;

/** What a query sees: all keys, those up to its own number or place, those of a mask. */
export type Sight = 'all' | 'causal' | 'places' | 'mask';

export interface Shape {
  /** Of a head. */
  readonly width: number;
  readonly sight: Sight;
}

const sightReads: Readonly<Record<Sight, Program['reads']>> = {
  all: {},
  causal: {},
  places: { places: 'i32' },
  mask: { mask: 'f32' },
};

/** Whether query `row` sees key `key`. */
const sees: Readonly<Record<Sight, string>> = {
  all: 'true',
  causal: 'key <= row',
  places: 'i32(key) <= places[sample * p.queries + row]',
  mask: 'mask[sample * p.keys + key] != 0.0',
};

const numbers = { queries: 'u32', keys: 'u32', heads: 'u32', scale: 'f32' } as const;

/** Of [B, rows, heads, width]: where a row of this workgroup's head begins. */
const at = (row: string, count: string) => `((sample * ${count} + ${row}) * p.heads + head) * D`;

const place = (count: string) => `
  let blocks = (${count} + ${ROWS - 1}u) / ${ROWS}u;
  let sample = group / (blocks * p.heads);
  let head = (group / blocks) % p.heads;
  let first = (group % blocks) * ${ROWS}u;
  let mine = first + l;
  let inside = mine < ${count};`;

/** What passes by: rows of two arrays, into tiles of shared memory. */
interface Passing {
  /** What a row that passes by is called. */
  readonly name: string;
  readonly from: string;
  readonly until: string;
  readonly count: string;
  readonly tiles: readonly (readonly [tile: string, array: string])[];
}

/** Does `each` for every row that passes by and that the invocation's own sees, or is seen by: row `j` of the tiles. */
const passing = ({ name, from, until, count, tiles }: Passing, sight: Sight, each: string) => `
  for (var t = ${from}; t < ${until}; t += ${TILE}u) {
    for (var i = l; i < ${TILE}u * D; i += ${ROWS}u) {
      let next = t + i / D;
      let source = ${at('next', count)} + i % D;
      ${tiles.map(([tile, array]) => `${tile}[i] = select(0.0, ${array}[source], next < ${count});`).join('\n      ')}
    }
    workgroupBarrier();
    for (var j = 0u; j < min(${TILE}u, ${count} - t); j++) {
      let ${name} = t + j;
      if (!inside || !(${sees[sight]})) { continue; }${each}
    }
    workgroupBarrier();
  }
  if (!inside) { return; }`;

const shared = (width: number, ...names: string[]) =>
  [
    `const D = ${width}u;`,
    ...names.map((name) => `var<workgroup> ${name} : array<f32, ${TILE * width}>;`),
  ].join('\n');

const own = (width: number, ...names: string[]) =>
  names.map((name) => `var ${name} : array<f32, ${width}>;`).join(' ');

/** All keys that a query of the workgroup may see. */
const keysPassing = (sight: Sight, each: string) =>
  passing(
    {
      name: 'key',
      from: '0u',
      until: sight === 'causal' ? `min(p.keys, first + ${ROWS}u)` : 'p.keys',
      count: 'p.keys',
      tiles: [
        ['ks', 'k'],
        ['vs', 'v'],
      ],
    },
    sight,
    each,
  );

/** out, and of each query the logarithm of the sum of its exponentials [B, heads, T]. */
export const forward = programs(({ width, sight }: Shape): Program => ({
  reads: { q: 'f32', k: 'f32', v: 'f32', ...sightReads[sight] },
  writes: ['out', 'logSums'],
  numbers,
  invocations: ROWS,
  before: shared(width, 'ks', 'vs'),
  body: `${place('p.queries')}
  let row = mine;
  let start = ${at('row', 'p.queries')};
  ${own(width, 'x', 'sum')}
  for (var c = 0u; c < D; c++) { if (inside) { x[c] = q[start + c] * p.scale; } }
  var largest = -3.0e38;
  var total = 0.0;
  ${keysPassing(
    sight,
    `
      var score = 0.0;
      for (var c = 0u; c < D; c++) { score += x[c] * ks[j * D + c]; }
      let larger = max(largest, score);
      let shrink = exp(largest - larger);
      let weight = exp(score - larger);
      total = total * shrink + weight;
      largest = larger;
      for (var c = 0u; c < D; c++) { sum[c] = sum[c] * shrink + weight * vs[j * D + c]; }`,
  )}
  for (var c = 0u; c < D; c++) { out[start + c] = select(0.0, sum[c] / total, total > 0.0); }
  logSums[(sample * p.heads + head) * p.queries + row] = select(3.0e38, largest + log(total), total > 0.0);`,
}));

/** The gradient of q, and of each query dy along what it read [B, heads, T]. */
export const queryGradient = programs(({ width, sight }: Shape): Program => ({
  reads: { q: 'f32', k: 'f32', v: 'f32', out: 'f32', logSums: 'f32', dy: 'f32', ...sightReads[sight] },
  writes: ['dq', 'deltas'],
  numbers,
  invocations: ROWS,
  before: shared(width, 'ks', 'vs'),
  body: `${place('p.queries')}
  let row = mine;
  let start = ${at('row', 'p.queries')};
  let own = (sample * p.heads + head) * p.queries + row;
  ${own(width, 'x', 'g', 'sum')}
  var delta = 0.0;
  var logSum = 3.0e38;
  if (inside) {
    logSum = logSums[own];
    for (var c = 0u; c < D; c++) {
      x[c] = q[start + c] * p.scale;
      g[c] = dy[start + c];
      delta += g[c] * out[start + c];
    }
  }
  ${keysPassing(
    sight,
    `
      var score = 0.0;
      var along = 0.0;
      for (var c = 0u; c < D; c++) { score += x[c] * ks[j * D + c]; along += g[c] * vs[j * D + c]; }
      let slope = exp(score - logSum) * (along - delta) * p.scale;
      for (var c = 0u; c < D; c++) { sum[c] += slope * ks[j * D + c]; }`,
  )}
  for (var c = 0u; c < D; c++) { dq[start + c] = sum[c]; }
  deltas[own] = delta;`,
}));

/** The gradients of k and v. */
export const keyGradient = programs(({ width, sight }: Shape): Program => ({
  reads: { q: 'f32', k: 'f32', v: 'f32', logSums: 'f32', deltas: 'f32', dy: 'f32', ...sightReads[sight] },
  writes: ['dk', 'dv'],
  numbers,
  invocations: ROWS,
  before: shared(width, 'qs', 'gs'),
  body: `${place('p.keys')}
  let key = mine;
  let start = ${at('key', 'p.keys')};
  ${own(width, 'x', 'y', 'toKey', 'toValue')}
  for (var c = 0u; c < D; c++) { if (inside) { x[c] = k[start + c] * p.scale; y[c] = v[start + c]; } }
  ${passing(
    {
      name: 'row',
      from: sight === 'causal' ? `first / ${TILE}u * ${TILE}u` : '0u',
      until: 'p.queries',
      count: 'p.queries',
      tiles: [
        ['qs', 'q'],
        ['gs', 'dy'],
      ],
    },
    sight,
    `
      let theirs = (sample * p.heads + head) * p.queries + row;
      var score = 0.0;
      var along = 0.0;
      for (var c = 0u; c < D; c++) { score += x[c] * qs[j * D + c]; along += y[c] * gs[j * D + c]; }
      let weight = exp(score - logSums[theirs]);
      let slope = weight * (along - deltas[theirs]) * p.scale;
      for (var c = 0u; c < D; c++) { toKey[c] += slope * qs[j * D + c]; toValue[c] += weight * gs[j * D + c]; }`,
  )}
  for (var c = 0u; c < D; c++) { dk[start + c] = toKey[c]; dv[start + c] = toValue[c]; }`,
}));
