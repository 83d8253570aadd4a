import { expect, test } from 'vitest';
import { type ResultRow, aggregate, summarize } from '../../lib/metric/index.ts';

test('mean, sample deviation and count', () => {
  const { mean, deviation, count } = summarize([0.1, 0.2, 0.3, 0.4]);
  expect(mean).toBeCloseTo(0.25, 15);
  expect(deviation).toBeCloseTo(Math.sqrt(0.05 / 3), 15);
  expect(count).toBe(4);
});

// Student's t from printed tables: two-sided 95 % and 99 %.
test.each([
  [2, 0.95, 12.7062],
  [3, 0.95, 4.30265],
  [4, 0.95, 3.182446],
  [5, 0.95, 2.776445],
  [8, 0.95, 2.364624],
  [11, 0.95, 2.228139],
  [31, 0.95, 2.042272],
  [4, 0.99, 5.840909],
  [10, 0.99, 3.249836],
])('%i values have the %d interval of Student', (count, level, quantile) => {
  const values = Array.from({ length: count }, (_, i) => (i % 3) / 10);
  const { mean, deviation, low, high } = summarize(values, level);
  expect(((high - mean) * Math.sqrt(count)) / deviation).toBeCloseTo(quantile, 4);
  expect(high - mean).toBeCloseTo(mean - low, 12);
});

test('a single value has no spread, and nothing is an error', () => {
  expect(summarize([0.5])).toEqual({ mean: 0.5, deviation: NaN, low: NaN, high: NaN, count: 1 });
  expect(() => summarize([])).toThrow('nothing to summarize');
});

test('rows are grouped by key, averaged within a seed, summarized over seeds', () => {
  const row = (model: ResultRow['model'], seed: number, algorithm: ResultRow['algorithm'], value: number) =>
    ({ model, seed, algorithm, value, size: 10, metric: 'clrs' }) as ResultRow;
  const rows = [
    row('transnar', 1, 'bfs', 0.2),
    row('transformer', 1, 'bfs', 0.1),
    row('transnar', 1, 'dfs', 0.4),
    row('transnar', 2, 'bfs', 0.6),
    row('transnar', 2, 'dfs', 0.8),
  ];
  const [transnar, transformer, ...more] = aggregate(rows, ({ model }) => ({ model }));
  expect(more).toEqual([]);
  expect(transnar).toMatchObject({ model: 'transnar', count: 2 });
  expect(transnar.mean).toBeCloseTo(0.5, 15);
  expect(transnar.deviation).toBeCloseTo(Math.sqrt(0.08), 15);
  expect(transformer).toMatchObject({ model: 'transformer', mean: 0.1, count: 1 });
});
