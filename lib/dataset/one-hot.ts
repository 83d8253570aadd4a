/** How indices become one-hot rows. */

/**
 * Rows with a 1 at the index; -1, "not scored", is a -1 in the last class. Throws for any other index, naming the probe.
 */
export function writeOneHot(
  name: string,
  indices: Float64Array,
  count: number,
  rows: Float64Array,
  classes: number,
): void {
  for (let i = 0; i < count; i++) {
    const index = indices[i];
    if (index === -1) rows[(i + 1) * classes - 1] = -1;
    else if (index >= 0 && index < classes && Number.isInteger(index)) rows[i * classes + index] = 1;
    else throw new Error(`Probe "${name}" got ${index}; it needs an integer in 0..${classes - 1}.`);
  }
}
