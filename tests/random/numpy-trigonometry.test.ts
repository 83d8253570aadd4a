import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cos, fusedMultiplyAdd, sin } from '../../lib/random/numpy-trigonometry.ts';

/** A finite double as an integer times a power of two. */
function exactly(x: number): [mantissa: bigint, exponent: number] {
  let exponent = 0;
  while (!Number.isSafeInteger(x)) {
    x *= 2;
    exponent -= 1;
  }
  return [BigInt(x), exponent];
}

/** a * b + c in integers, rounded to a double once. */
function exactMultiplyAdd(a: number, b: number, c: number): number {
  const [[ma, ea], [mb, eb], [mc, ec]] = [exactly(a), exactly(b), exactly(c)];
  const exponent = Math.min(ea + eb, ec);
  const scaled = (m: bigint, e: number) => m << BigInt(e - exponent);
  const sum = scaled(ma * mb, ea + eb) + scaled(mc, ec);
  return Number(sum) * 2 ** exponent; // the nearest double, ties to even
}

describe('fusedMultiplyAdd', () => {
  const ordinary = fc.double({ min: -8, max: 8, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);

  test('rounds once', () => {
    fc.assert(
      fc.property(ordinary, ordinary, ordinary, (a, b, c) => {
        expect(fusedMultiplyAdd(a, b, c) + 0).toBe(exactMultiplyAdd(a, b, c) + 0);
      }),
      { numRuns: 2000 },
    );
  });

  test('rounds once where the product nearly cancels', () => {
    fc.assert(
      fc.property(ordinary, ordinary, (a, b) => {
        expect(fusedMultiplyAdd(a, b, -(a * b)) + 0).toBe(exactMultiplyAdd(a, b, -(a * b)) + 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('breaks a tie by what lies far below it', () => {
    // a * b is 2^-53 - 2^-157: added to an odd last bit, just less than a tie.
    const [a, b, c] = [1 + 2 ** -52, 2 ** -53 * (1 - 2 ** -52), 1 + 2 ** -52];
    expect(fusedMultiplyAdd(a, b, c)).toBe(c);
    expect(fusedMultiplyAdd(-a, b, -c)).toBe(-c);
    expect(exactMultiplyAdd(a, b, c)).toBe(c);
  });
});

test('sine and cosine are within four units in the last place of Math', () => {
  const angle = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
  fc.assert(
    fc.property(angle, (x) => {
      expect(Math.abs(sin(x) - Math.sin(x))).toBeLessThanOrEqual(4 * 2 ** -53);
      expect(Math.abs(cos(x) - Math.cos(x))).toBeLessThanOrEqual(4 * 2 ** -53);
    }),
    { numRuns: 2000 },
  );
});
