import { describe, expect, test } from 'vitest';
import { RandomState, keyed } from '../../lib/random/index.ts';

describe('RandomState', () => {
  test('gives the doubles of numpy.random.RandomState(42).random_sample(3)', () => {
    expect([...RandomState.seeded(42).uniforms(3)]).toEqual([
      0.3745401188473625, 0.9507143064099162, 0.7319939418114051,
    ]);
  });
});

describe('keyed', () => {
  test('is a pure function of its keys', () => {
    expect([...keyed(1, 'bfs', 12, 7).uniforms(4)]).toEqual([...keyed(1, 'bfs', 12, 7).uniforms(4)]);
  });

  test.each([
    [keyed(1, 'bfs', 12, 8), 'index'],
    [keyed(2, 'bfs', 12, 7), 'seed'],
    [keyed(1, 'dfs', 12, 7), 'word'],
  ])('differs when a key differs (%#)', (other) => {
    expect(other.double()).not.toBe(keyed(1, 'bfs', 12, 7).double());
  });

  test('has uniform means and no visible serial correlation', () => {
    const draws = Array.from({ length: 20_000 }, (_, i) => keyed(0, i).double());
    const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
    const serial = draws.slice(1).reduce((sum, x, i) => sum + (x - 0.5) * (draws[i] - 0.5), 0) / draws.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.01);
    expect(Math.abs(serial * 12)).toBeLessThan(0.03);
  });
});
