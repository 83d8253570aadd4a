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

test('with a decay it stays at the peak until the last share of the updates, then falls', () => {
  const rate = (update: number) => learningRate({ ...schedule, decay: 0.25 }, update, 80);
  expect([0, 3, 4, 40, 60].map(rate)).toEqual([0.5, 2, 2, 2, 2]);
  expect(rate(61)).toBeLessThan(2);
  expect(rate(70)).toBeCloseTo(2 * 0.55, 12); // half-way
  expect(rate(65)).toBeCloseTo(0.2 + 1.8 * Math.cos(Math.PI / 8) ** 2, 12); // a quarter of the way
  expect(rate(80)).toBeCloseTo(0.2, 12);
});

test('before it decays, the rate does not depend on how long the run is', () => {
  const rates = (total: number) =>
    Array.from({ length: 60 }, (_, update) => learningRate({ ...schedule, decay: 0.2 }, update, total));
  expect(rates(75)).toEqual(rates(7500));
});

test('a decay that would begin within the warm-up begins after it', () => {
  const rate = (update: number, decay?: number) => learningRate({ ...schedule, decay }, update, 8);
  expect([3, 4, 6, 8].map((update) => rate(update, 0.9))).toEqual([3, 4, 6, 8].map((update) => rate(update)));
});

test('a decay over less than half an update is none', () => {
  const rate = (update: number) => learningRate({ peak: 2, warmup: 0, floor: 0.1, decay: 0.2 }, update, 2);
  expect([0, 1].map(rate)).toEqual([2, 2]);
});
