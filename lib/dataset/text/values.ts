/** Reading one value of a text: its structure, and what its type allows. */
import type { Cursor } from './cursor.ts';
import type { TextField } from './layout.ts';

/**
 * A value in the compact form in which algorithms report to their probes: a number, or an array over nodes or over the
 * n x n cells row by row. Classes are indices, -1 marks what is not scored. A permutation is the list of its keys.
 */
export type TextValue = number | Float64Array;

/** Values by the name of their probe. */
export type TextValues = Readonly<Record<string, TextValue>>;

/** Number of nodes that a text is about; 0 until its first list or matrix tells. */
export interface GraphSize {
  nodes: number;
}

/** Masks and classes of edges print -1 where nothing is scored. */
export function mayBeUnscored({ location, type }: TextField): boolean {
  return location === 'edge' && (type === 'mask' || type === 'categorical');
}

/** Reads a value; its length has to agree with `size`, which it sets if it is the first to tell. */
export function readValue(cursor: Cursor, field: TextField, size: GraphSize): TextValue {
  if (field.shape === 'number') return readNumber(cursor, field, size);
  const start = cursor.at;
  if (field.shape === 'list') {
    const list = readList(cursor, field, size);
    agree(cursor, start, field.name, list.length, size, 'values');
    return Float64Array.from(list);
  }
  const cells: number[] = [];
  let rows = 0;
  cursor.expect('[');
  do {
    const rowStart = cursor.at;
    const row = readList(cursor, field, size);
    agree(cursor, rowStart, `row ${rows} of ${field.name}`, row.length, size, 'values');
    for (const value of row) cells.push(value);
    rows += 1;
  } while (cursor.skip(', '));
  cursor.expect(']');
  agree(cursor, start, field.name, rows, size, 'rows');
  return Float64Array.from(cells);
}

function readList(cursor: Cursor, field: TextField, size: GraphSize): number[] {
  const values: number[] = [];
  cursor.expect('[');
  do values.push(readNumber(cursor, field, size));
  while (cursor.skip(' '));
  cursor.expect(']');
  return values;
}

function agree(cursor: Cursor, at: number, what: string, count: number, size: GraphSize, unit: string): void {
  if (size.nodes === 0) size.nodes = count;
  if (count !== size.nodes)
    cursor.fail(`${what} has ${count} ${unit}; the graph has ${size.nodes} nodes`, at);
}

function readNumber(cursor: Cursor, field: TextField, size: GraphSize): number {
  const start = cursor.at;
  const value = field.float ? cursor.float() : cursor.integer();
  const problem = outOfRange(field, value, size.nodes);
  if (problem) cursor.fail(`${field.name} ${problem}, found ${value}`, start);
  return value;
}

/** What is wrong with a single number, if anything; indices are checked once the number of nodes is known. */
export function outOfRange(field: TextField, value: number, nodes: number): string | undefined {
  if (value === -1 && mayBeUnscored(field)) return undefined;
  switch (field.type) {
    case 'mask':
      return value === 0 || value === 1 ? undefined : 'holds 0 and 1';
    case 'mask_one':
    case 'pointer':
      if (nodes === 0) return undefined;
      return value >= 0 && value < nodes ? undefined : `holds nodes 0..${nodes - 1}`;
    case 'categorical':
      return value >= 0 && value < field.classes ? undefined : `holds classes 0..${field.classes - 1}`;
    default:
      // Weights: a negative cycle would have no shortest path.
      return field.location === 'edge' && value < 0 ? 'holds weights of at least 0' : undefined;
  }
}
