/** Sine and cosine against NumPy itself, bit for bit; half of the angles are ones where the nearest double is wrong. */
import { expect, test } from 'vitest';
import { cos, sin } from '../../lib/random/numpy-trigonometry.ts';
import { golden } from '../support/golden.ts';

interface Trigonometry {
  rows: [angle: number, sin: number, cos: number][];
}

const { rows } = golden<Trigonometry>('random/trigonometry.json.gz');

test('sine and cosine are those of NumPy 1.24 with AVX-512, to the last bit', () => {
  expect(rows.length).toBeGreaterThan(250);
  expect(rows.map(([angle]) => [angle, sin(angle), cos(angle)])).toEqual(rows);
});

test('cosine is even and sine odd, as they are there', () => {
  for (const [angle, sine, cosine] of rows.slice(1)) {
    expect([sin(-angle), cos(-angle)]).toEqual([-sine, cosine]);
  }
});
