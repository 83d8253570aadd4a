/** Compact values that several algorithms hand to their probes. */

/** Node positions i / n. */
export function positions(nodes: number): Float64Array {
  const pos = new Float64Array(nodes);
  for (let i = 0; i < nodes; i++) pos[i] = i / nodes;
  return pos;
}

/** 0, 1, ..., n-1: every node points to itself. */
export function identity(nodes: number): Int32Array {
  const pointers = new Int32Array(nodes);
  for (let i = 0; i < nodes; i++) pointers[i] = i;
  return pointers;
}

/** Pointers to the predecessor in `order`; the first element points to itself. */
export function chain(order: ArrayLike<number>): Int32Array {
  const pointers = new Int32Array(order.length);
  for (let k = 0; k < order.length; k++) pointers[order[k]] = order[k > 0 ? k - 1 : 0];
  return pointers;
}

/** 1 where A is not zero or on the diagonal; `matrix` is n x n, row by row. */
export function adjacency(matrix: ArrayLike<number>, nodes: number): Uint8Array {
  const mask = new Uint8Array(nodes * nodes);
  for (let cell = 0; cell < mask.length; cell++) mask[cell] = Number(matrix[cell] !== 0);
  for (let i = 0; i < nodes; i++) mask[i * nodes + i] = 1;
  return mask;
}

/** A text followed by a pattern on one line of nodes, as all string algorithms see their input. */
export interface StringInputs {
  readonly string: Uint8Array;
  readonly pos: Float64Array;
  readonly key: Int32Array;
}

/** Inputs of the string algorithms: `string` tells text (0) from pattern (1), `pos` restarts at the pattern. */
export function stringInputs(text: ArrayLike<number>, pattern: ArrayLike<number>): StringInputs {
  const [a, b] = [text.length, pattern.length];
  const inputs = { string: new Uint8Array(a + b), pos: new Float64Array(a + b), key: new Int32Array(a + b) };
  inputs.string.fill(1, a);
  for (let i = 0; i < a; i++) inputs.pos[i] = i / a;
  for (let j = 0; j < b; j++) inputs.pos[a + j] = j / b;
  inputs.key.set(text);
  inputs.key.set(pattern, a);
  return inputs;
}

/** Predecessors within each of the two strings; the first node of each points to itself. */
export function stringChain(textLength: number, patternLength: number): Int32Array {
  const pointers = new Int32Array(textLength + patternLength);
  for (let i = 0; i < pointers.length; i++) pointers[i] = i === 0 || i === textLength ? i : i - 1;
  return pointers;
}

/** The text and the pattern back from the `string` and `key` probes. Throws unless `string` is 0 ... 0 1 ... 1. */
export function splitStrings(string: ArrayLike<number>, key: ArrayLike<number>): [Int32Array, Int32Array] {
  const bits = Array.from(string);
  const textLength = bits.indexOf(1);
  if (textLength < 1 || !bits.every((bit, node) => bit === (node < textLength ? 0 : 1))) {
    throw new Error(
      `The probe "string" is 0 for the first string and 1 for the second; both need a character.`,
    );
  }
  const characters = Int32Array.from(key);
  return [characters.slice(0, textLength), characters.slice(textLength)];
}
