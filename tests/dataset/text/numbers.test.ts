import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatFloat, formatInteger } from '../../../lib/dataset/text/index.ts';

// What Python 3 prints for each number.
test.each([
  [0, '0.0'],
  [-0, '-0.0'],
  [1, '1.0'],
  [-1, '-1.0'],
  [0.5, '0.5'],
  [0.001, '0.001'],
  [-0.02, '-0.02'],
  [1.05, '1.05'],
  [12.034, '12.034'],
  [999.999, '999.999'],
  [1000.25, '1000.25'],
  [0.1 + 0.2, '0.30000000000000004'],
  [0.5488135039273248, '0.5488135039273248'],
  [0.0001, '0.0001'],
  [0.00005, '5e-05'],
  [0.00012345, '0.00012345'],
  [-0.000012345, '-1.2345e-05'],
  [1.5e-10, '1.5e-10'],
  [5e-324, '5e-324'],
  [123456789012345680, '1.2345678901234568e+17'],
  [1e15, '1000000000000000.0'],
  [9999999999999998, '9999999999999998.0'],
  [1e16, '1e+16'],
  [1e100, '1e+100'],
])('%d prints as Python prints it', (value, text) => {
  expect(formatFloat(value)).toBe(text);
});

test('a printed float is the same float again', () => {
  const floats = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer().map((k) => k / 1000),
  );
  fc.assert(
    fc.property(floats, (value) => {
      const text = formatFloat(value);
      expect(Number(text)).toBe(value);
      expect(text).toMatch(/[.e]/);
    }),
  );
});

test('integers have no point', () => {
  expect([-1, 0, 7, 999, 1000, -25].map(formatInteger)).toEqual(['-1', '0', '7', '999', '1000', '-25']);
});
