/** What lines of a curve say of speed, by a clock that a test turns. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import { Rates } from '../../../lib/training/loop/rates.ts';

/** Milliseconds. */
let now = 0;

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** An update of two products of 8 operations that takes `ms`. */
function update(rates: Rates, ms: number, tokens?: number): void {
  rates.begin();
  const one = tf.ones([1, 2]);
  for (let product = 0; product < 2; product++) tf.matMul(one, tf.ones([2, 2])).dispose();
  now += ms;
  rates.end(tokens);
}

const watched = () => new Rates(() => 64);

test('a line counts the updates since the line before, and nothing between them', async () => {
  await chooseBackend({ backend: 'native' });
  const rates = watched();
  update(rates, 250, 100);
  now += 60_000; // a validation
  update(rates, 750, 300);
  expect(rates.take()).toEqual({ tokensPerSecond: 400, flopsPerSecond: 32, utilisation: 0.5 });
  update(rates, 100, 10);
  expect(rates.take()).toEqual({ tokensPerSecond: 100, flopsPerSecond: 160, utilisation: 2.5 });
});

test('operations that were counted elsewhere are added to those of this thread', async () => {
  await chooseBackend({ backend: 'native' });
  const rates = watched();
  rates.begin();
  now += 1000;
  rates.end(10, 48);
  expect(rates.take()).toEqual({ tokensPerSecond: 10, flopsPerSecond: 48, utilisation: 0.75 });
});

test('the peak is measured once, before the first update', () => {
  const peak = vi.fn(() => 64);
  const rates = new Rates(peak);
  expect(peak).toHaveBeenCalledTimes(0);
  for (let count = 0; count < 3; count++) update(rates, 1);
  expect(peak).toHaveBeenCalledTimes(1);
});

test('what has no tokens says nothing of them, and an engine that does not count nothing of operations', async () => {
  await chooseBackend({ backend: 'native' });
  const counted = watched();
  update(counted, 1000);
  expect(Object.keys(counted.take())).toEqual(['flopsPerSecond', 'utilisation']);
  await chooseBackend({ backend: 'cpu' });
  const uncounted = new Rates();
  update(uncounted, 1000, 5);
  expect(uncounted.take()).toEqual({ tokensPerSecond: 5 });
  update(uncounted, 1000);
  expect(uncounted.take()).toEqual({});
});
