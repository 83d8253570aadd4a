/**
 * How attention goes through its rows in WGSL: an invocation has a query (or a key), and the keys (or queries) pass by in
 * shared memory, tile by tile. Rows are vectors of four with a name each: compilers of GPUs make memory of arrays.
 */
import type { Program } from '../dispatch.ts';

/** Rows that a workgroup has, one an invocation, and those of a tile that passes by. */
export const ROWS = 64;
export const TILE = 16;

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
export const sees: Readonly<Record<Sight, string>> = {
  all: 'true',
  causal: 'key <= row',
  places: 'i32(key) <= places[sample * p.queries + row]',
  mask: 'mask[sample * p.keys + key] != 0.0',
};

export const numbers = { queries: 'u32', keys: 'u32', heads: 'u32', scale: 'f32' } as const;

/** Vectors of a row of a head, the last of which may be filled up with zeros. */
const vectorsOf = (width: number) => Math.ceil(width / 4);

/** `code` for every vector of a row. */
export const eachVector = (width: number, code: (vector: number) => string): string =>
  Array.from({ length: vectorsOf(width) }, (_, vector) => code(vector)).join(' ');

/** The products of two rows, the first in registers, the second in row `j` of a tile. */
export const product = (width: number, name: string, tile: string) =>
  Array.from({ length: vectorsOf(width) }, (_, i) => `dot(${name}${i}, ${tile}[tileRow + ${i}u])`).join(
    ' + ',
  );

/** Of [B, rows, heads, width]: where a row of this workgroup's head begins. */
export const at = (row: string, count: string) => `((sample * ${count} + ${row}) * p.heads + head) * D`;

export const place = (count: string) => `
  let blocks = (${count} + ${ROWS - 1}u) / ${ROWS}u;
  let sample = group / (blocks * p.heads);
  let head = (group / blocks) % p.heads;
  let first = (group % blocks) * ${ROWS}u;
  let mine = first + l;
  let inside = mine < ${count};`;

/** Declares the vectors of rows of zeros. */
export const zeros = (width: number, ...names: string[]) =>
  names.map((name) => eachVector(width, (i) => `var ${name}${i} = vec4<f32>();`)).join('\n  ');

/** Reads the invocation's own row, if it has one. */
export const own = (width: number, name: string, array: string, factor = '') => `${zeros(width, name)}
  if (inside) { ${eachVector(width, (i) => `${name}${i} = ${array}Vector(start, ${i}u)${factor};`)} }`;

/** Writes the invocation's own row. */
export const write = (width: number, array: string, vector: (i: number) => string) =>
  eachVector(width, (i) =>
    Array.from({ length: Math.min(4, width - 4 * i) }, (_, lane) => lane)
      .map((lane) => `${array}[start + ${4 * i + lane}u] = (${vector(i)})[${lane}];`)
      .join(' '),
  );

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
export const passing = ({ name, from, until, count, tiles }: Passing, sight: Sight, each: string) => `
  for (var t = ${from}; t < ${until}; t += ${TILE}u) {
    for (var i = l; i < ${TILE}u * V; i += ${ROWS}u) {
      let next = min(t + i / V, ${count} - 1u);
      let source = ${at('next', count)};
      ${tiles.map(([tile, array]) => `${tile}[i] = ${array}Vector(source, i % V);`).join('\n      ')}
    }
    workgroupBarrier();
    for (var j = 0u; j < min(${TILE}u, ${count} - t); j++) {
      let ${name} = t + j;
      let tileRow = j * V;
      if (!inside || !(${sees[sight]})) { continue; }${each}
    }
    workgroupBarrier();
  }
  if (!inside) { return; }`;

/** Tiles, and how a vector is read of each array: whole where rows are of whole vectors. */
export function shared(width: number, tiles: readonly string[], arrays: readonly string[]): string {
  const vectors = vectorsOf(width);
  const lane = (array: string, c: number) =>
    `select(0.0, ${array}[min(at + ${c}u, start + D - 1u)], at + ${c}u < start + D)`;
  const read = (array: string) =>
    width % 4 === 0
      ? `return ${array}[start / 4u + vector];`
      : `let at = start + 4u * vector; return vec4<f32>(${[0, 1, 2, 3].map((c) => lane(array, c)).join(', ')});`;
  return [
    `const D = ${width}u; const V = ${vectors}u;`,
    ...tiles.map((name) => `var<workgroup> ${name} : array<vec4<f32>, ${TILE * vectors}>;`),
    ...arrays.map((name) => `fn ${name}Vector(start : u32, vector : u32) -> vec4<f32> { ${read(name)} }`),
  ].join('\n');
}

/** Arrays of rows, and others. */
export const readsOf = (
  { width, sight }: Shape,
  rows: readonly string[],
  others: readonly string[] = [],
): Program['reads'] => ({
  ...Object.fromEntries(rows.map((name) => [name, width % 4 === 0 ? 'vec4<f32>' : 'f32'] as const)),
  ...Object.fromEntries(others.map((name) => [name, 'f32'] as const)),
  ...sightReads[sight],
});

/** All keys that a query of the workgroup may see. */
export const keysPassing = (sight: Sight, each: string) =>
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
