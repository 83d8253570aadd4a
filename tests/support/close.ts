import { expect } from 'vitest';

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

/** Fails with the worst element unless two lists agree element by element. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance = float32,
  what = 'value',
): void {
  expect(actual.length, `number of elements of ${what}`).toBe(expected.length);
  for (let index = 0; index < expected.length; index++) {
    const [got, wanted] = [actual[index] ?? NaN, expected[index] ?? NaN];
    if (!isClose(got, wanted, tolerance)) {
      expect.fail(`${what}[${index}] is ${got}, expected ${wanted} (of ${expected.length} elements)`);
    }
  }
}
