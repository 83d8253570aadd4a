import { expect, test } from 'vitest';
import { learningRate } from '../../../lib/training/loop/schedule.ts';

const schedule = { peak: 2, warmup: 4, floor: 0.1 };

test('rises linearly, then falls along a cosine to the floor', () => {
  const rates = [0, 1, 3, 4, 52, 99].map((update) => learningRate(schedule, update, 100));
  expect(rates.slice(0, 4)).toEqual([0.5, 1, 2, 2]);
  expect(rates[4]).toBeCloseTo(2 * 0.55, 12); // half-way: the mean of peak and floor
  expect(rates[5]).toBeGreaterThan(0.2);
  expect(rates[5]).toBeLessThan(0.202);
});

test('a floor of 1 keeps it constant', () => {
  expect(learningRate({ peak: 3, warmup: 0, floor: 1 }, 77, 100)).toBe(3);
});

test.each([
  [0, 0.5],
  [1, 1],
  [2, 1],
  [3, 0.2 + 0.4 * (1 + Math.sqrt(3) / 2)], // 30 degrees of the half-turn
  [5, 0.6],
  [7, 0.2 + 0.4 * (1 - Math.sqrt(3) / 2)],
  [8, 0.2],
  [11, 0.2], // past the end
])('update %i of 8 has the rate %d', (update, rate) => {
  expect(learningRate({ peak: 1, warmup: 2, floor: 0.2 }, update, 8)).toBeCloseTo(rate, 12);
});

test('a run of warm-up alone ends at its peak', () => {
  const rates = [0, 1, 2, 3].map((update) => learningRate({ peak: 2, warmup: 4, floor: 0.5 }, update, 4));
  expect(rates).toEqual([0.5, 1, 1.5, 2]);
});
