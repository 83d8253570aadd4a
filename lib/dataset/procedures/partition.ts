/** The step that quicksort and quickselect share. */
import { swap } from './swap.ts';

/**
 * PARTITION of quicksort (CLRS section 7.1): moves the keys of p..r that are at most key[r] to the front and returns
 * the slot between the two groups, where key[r] goes. `order` is permuted alongside. `report` sees every comparison:
 * the slot so far and the position just compared.
 */
export function partition(
  key: Float64Array,
  order: Int32Array,
  p: number,
  r: number,
  report: (slot: number, j: number) => void,
): number {
  let slot = p;
  for (let j = p; j < r; j++) {
    if (key[j] <= key[r]) {
      swap(key, slot, j);
      swap(order, slot, j);
      slot += 1;
    }
    report(slot, j);
  }
  swap(key, slot, r);
  swap(order, slot, r);
  return slot;
}
