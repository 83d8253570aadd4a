import { describe, expect, test } from 'vitest';
import { RandomState, keyed } from '../../lib/random/index.ts';

describe('RandomState', () => {
  test('gives the doubles of numpy.random.RandomState(42).random_sample(3)', () => {
    expect([...RandomState.seeded(42).uniforms(3)]).toEqual([
      0.3745401188473625, 0.9507143064099162, 0.7319939418114051,
    ]);
  });

  test('gives the integers, permutations and coins of RandomState(2024)', () => {
    const random = RandomState.seeded(2024);
    expect([...random.integers(8, 10)]).toEqual([8, 0, 0, 4, 7, 9, 1, 3]);
    expect([...random.permutation(8)]).toEqual([5, 3, 6, 1, 4, 0, 7, 2]);
    expect([...random.bernoullis(12, 0.3)]).toEqual([0, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]);
    expect([...random.bernoullis(12, 0.85)]).toEqual(Array(12).fill(1));
    expect(random.uniform(-2, 3)).toBe(-0.5662968348979529);
    expect([...random.integers(2, 1)]).toEqual([0, 0]); // without drawing
    const choices = Array.from({ length: 5 }, () => random.choice([0.1, 0.2, 0.3]));
    expect(choices).toEqual([0.2, 0.3, 0.3, 0.1, 0.3]);
    expect(random.double()).toBe(0.42009813893059855);
  });

  test('goes on past the first block of its state, and takes the largest seed', () => {
    const random = RandomState.seeded(0);
    expect([...random.integers(10, 4)]).toEqual([0, 3, 1, 0, 3, 3, 3, 3, 1, 3]);
    expect(random.integer(7)).toBe(5);
    random.uniforms(700);
    expect(random.double()).toBe(0.02494472462713493);
    expect(RandomState.seeded(4294967295).double()).toBe(0.0976320289940138);
  });

  test.each([-1, 0.5, 4294967296, NaN])('refuses the seed %d', (seed) => {
    expect(() => RandomState.seeded(seed)).toThrow('A seed is an integer');
  });

  test('draws for certain coins too, as NumPy does, and refuses impossible ones', () => {
    const random = RandomState.seeded(42);
    expect([...random.bernoullis(1, 0), ...random.bernoullis(2, 1)]).toEqual([0, 1, 1]);
    // numpy.random.RandomState(42), after binomial(1, 0) and twice binomial(1, 1): random_sample()
    expect(random.double()).toBe(0.5986584841970366);
    expect(() => random.bernoulli(-0.1)).toThrow('between 0 and 1');
    expect(() => random.bernoulli(NaN)).toThrow('between 0 and 1');
    expect(() => random.integer(0)).toThrow('nothing to draw from');
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
