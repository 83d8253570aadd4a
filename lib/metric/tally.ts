/**
 * Counts behind a CLRS-30 score, by probe type (the reference's evaluation.py). Counts of several samples add up, so that
 * a score over many batches is pooled exactly as the reference pools one large batch.
 */
import type { Feature } from '../dataset/index.ts';

/** Error of scalars, bits found and missed of masks, equal items of everything else. */
export type Tally =
  | { readonly kind: 'error'; squares: number; count: number }
  | { readonly kind: 'bits'; hits: number; falseAlarms: number; misses: number }
  | { readonly kind: 'items'; equal: number; count: number };

/** An empty tally for a probe. */
export function emptyTally({ name, type }: Pick<Feature, 'name' | 'type'>): Tally {
  switch (type) {
    case 'scalar':
      return { kind: 'error', squares: 0, count: 0 };
    case 'mask':
      return { kind: 'bits', hits: 0, falseAlarms: 0, misses: 0 };
    case 'mask_one':
    case 'categorical':
    case 'pointer':
      return { kind: 'items', equal: 0, count: 0 };
    case 'permutation_pointer':
    case 'should_be_permutation':
      throw new Error(
        `"${name}" is a ${type}; it is scored as the pointer that \`fusePermutations\` makes of it.`,
      );
  }
}

/** Counts the values start <= index < end of one probe; truth and prediction have the same shape. */
export function count(tally: Tally, truth: Feature, prediction: Feature, start: number, end: number): void {
  const [expected, actual] = [truth.data, prediction.data];
  switch (tally.kind) {
    case 'error':
      for (let i = start; i < end; i++) tally.squares += (actual[i] - expected[i]) ** 2;
      tally.count += end - start;
      return;
    case 'bits':
      for (let i = start; i < end; i++) {
        if (expected[i] === -1) continue;
        if (actual[i] > 0.5 && expected[i] > 0.5) tally.hits += 1;
        else if (actual[i] > 0.5 && expected[i] < 0.5) tally.falseAlarms += 1;
        else if (actual[i] < 0.5 && expected[i] > 0.5) tally.misses += 1;
      }
      return;
    case 'items': {
      const width = truth.type === 'pointer' ? 1 : truth.shape[truth.shape.length - 1];
      for (let i = start; i < end; i += width) {
        if (width > 1 && expected.subarray(i, i + width).includes(-1)) continue;
        tally.count += 1;
        if (
          width === 1 ? actual[i] === expected[i] : argmax(actual, i, width) === argmax(expected, i, width)
        ) {
          tally.equal += 1;
        }
      }
    }
  }
}

/** Mean squared error, F1, or accuracy. Accuracy over nothing is NaN; F1 without any positive is 1, as in the reference. */
export function scoreOf(tally: Tally): number {
  switch (tally.kind) {
    case 'error':
      return tally.squares / tally.count;
    case 'items':
      return tally.equal / tally.count;
    case 'bits': {
      const { hits, falseAlarms, misses } = tally;
      const precision = hits + falseAlarms > 0 ? hits / (hits + falseAlarms) : 1;
      const recall = hits + misses > 0 ? hits / (hits + misses) : 1;
      return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
    }
  }
}

/** Offset of the largest of `width` values from `start`; the first on ties. */
export function argmax(data: Float64Array, start: number, width: number): number {
  let best = 0;
  for (let i = 1; i < width; i++) if (data[start + i] > data[start + best]) best = i;
  return best;
}
