/** The one step of sorts that move keys and nodes alike. */

/** Exchanges two elements of an array. */
export function swap(array: Float64Array | Int32Array, i: number, j: number): void {
  const kept = array[i];
  array[i] = array[j];
  array[j] = kept;
}
