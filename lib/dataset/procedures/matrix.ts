/** Flat square matrices. */

/** The number of rows n of a flat n x n matrix. Throws if there is no such n. */
export function sideOf(matrix: ArrayLike<number>): number {
  const side = Math.sqrt(matrix.length);
  if (Number.isInteger(side)) return side;
  throw new Error(`A graph is a square matrix; ${matrix.length} numbers do not make one.`);
}

/** Rows become columns. */
export function transposed(matrix: Float64Array): Float64Array {
  const n = sideOf(matrix);
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) result[j * n + i] = matrix[i * n + j];
  }
  return result;
}
