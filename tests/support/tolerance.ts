/** When two numbers count as the same. */

/** How far a number may be from what is expected: |actual - expected| <= absolute + relative * |expected|. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** For float32 results that differ only in the order of summation. */
export const float32: Tolerance = { relative: 2e-5, absolute: 2e-6 };

/** Whether two numbers agree; NaN agrees with NaN alone, and an infinity only with itself. */
export function isClose(actual: number, expected: number, tolerance: Tolerance): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  if (!Number.isFinite(actual) || !Number.isFinite(expected)) return false;
  return Math.abs(actual - expected) <= tolerance.absolute + tolerance.relative * Math.abs(expected);
}
