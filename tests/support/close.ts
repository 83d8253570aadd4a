import { expect } from 'vitest';
import { type Tolerance, float32, isClose } from './tolerance.ts';

export { type Tolerance, float32, isClose };

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
