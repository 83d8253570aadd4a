import { describe, expect, test } from 'vitest';
import {
  type SamplerOptions,
  algorithm,
  algorithmNames,
  drawArguments,
  sampleAt,
} from '../../lib/dataset/index.ts';
import { erdosRenyi } from '../../lib/dataset/inputs/graphs.ts';
import { RandomState, keyed } from '../../lib/random/index.ts';

const draw = (name: string, length: number, options: SamplerOptions = {}) =>
  drawArguments(algorithm(name), keyed('test'), length, options);

describe('drawing', () => {
  test.each(algorithmNames)('%s works from its smallest size on, not below', (name) => {
    const { minimumSize } = algorithm(name);
    expect(sampleAt(name, minimumSize, 0, 0).nodes).toBeGreaterThanOrEqual(2);
    expect(() => draw(name, minimumSize - 1)).toThrow(`an integer size of at least ${minimumSize}`);
    expect(() => draw(name, minimumSize + 0.5)).toThrow(RangeError);
  });

  test('refuses what cannot be drawn', () => {
    expect(() => draw('bfs', 4, { p: [] })).toThrow('nothing to draw from');
    expect(() => draw('bfs', 4, { p: [1.5] })).toThrow('between 0 and 1');
    expect(() => draw('kmp_matcher', 8, { lengthNeedle: 4 })).toThrow('total length of at least 9');
    expect(() => draw('graham_scan', 40, { truncateDecimals: 1 })).toThrow('keep more than 1 decimals');
    expect(() => draw('lcs_length', 4, { length2: 0 })).toThrow('length of at least 1');
    expect(() => draw('task_scheduling', 4, { maxDeadline: 0 })).toThrow('latest deadline');
    expect(() => draw('minimum', 4, { truncateDecimals: 400 })).toThrow('0 to 15 decimals, got 400');
    expect(() => draw('minimum', 4, { truncateDecimals: 0.5 })).toThrow('0 to 15 decimals, got 0.5');
    expect(() => draw('minimum', 1e9)).toThrow('choose a size of at most 268435456');
    expect(() => draw('bfs', 100_000)).toThrow(
      'bfs of size 100000 is more than fits memory: choose a size of at most 16384',
    );
    const components = (length: number, options: SamplerOptions) =>
      draw('strongly_connected_components', length, options);
    expect(() => components(5, { k: 6 })).toThrow('an integer size of at least 6, got 5');
    expect(() => components(5, { k: 0 })).toThrow('number of communities');
    expect(() => components(5, { eps: 2 })).toThrow('between 0 and 1');
    expect(() => algorithm('toString')).toThrow('no algorithm "toString"');
  });

  test('keeps undirected edges with probability p^2 and self loops with p', () => {
    const n = 400;
    const A = erdosRenyi(RandomState.seeded(7), n, 0.5);
    const loops = A.filter((_, cell) => cell % (n + 1) === 0).reduce((sum, edge) => sum + edge, 0) / n;
    const edges = A.reduce((sum, edge) => sum + edge, 0) / n ** 2;
    expect(Math.abs(loops - 0.5)).toBeLessThan(0.1);
    expect(Math.abs(edges - 0.25)).toBeLessThan(0.01);
  });

  test('keeps undirected weights away from zero', () => {
    const A = erdosRenyi(RandomState.seeded(7), 64, 1, { weighted: true });
    expect(Math.min(...A)).toBeGreaterThan(Math.sqrt(0.0009));
    expect(A[1]).toBe(A[64]);
  });

  test('truncates towards zero, into negative zero', () => {
    const { A } = draw('find_maximum_subarray_kadane', 2000, { truncateDecimals: 2 }) as { A: Float64Array };
    expect([...A].every((x) => Number(x.toFixed(2)) === x)).toBe(true);
    expect([...A].some((x) => Object.is(x, -0))).toBe(true);
  });
});
