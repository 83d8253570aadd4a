import { describe, expect, test } from 'vitest';
import { choicesOf, headsOf } from '../../lib/analysis/kept-draws.ts';
import { drawnAgain, holm, rankCorrelation, resampled, signFlips } from '../../lib/analysis/resampling.ts';
import { RandomState } from '../../lib/random/index.ts';

const draws = 9999;
const drawn = { draws, seed: 1 };

describe('sign flips', () => {
  /** All signs of few differences: the p that draws approach. */
  function exact(differences: readonly number[]): number {
    const observed = Math.abs(differences.reduce((a, b) => a + b, 0));
    let asFar = 0;
    for (let signs = 0; signs < 2 ** differences.length; signs++) {
      const sum = differences.reduce((a, b, i) => a + (signs & (1 << i) ? b : -b), 0);
      if (Math.abs(sum) >= observed - 1e-9) asFar++;
    }
    return asFar / 2 ** differences.length;
  }

  test.each([
    [[1, 1, 1, 1, 1]],
    [[1, -1, 1, 1, -1, 1]],
    [[0.3, 0.1, -0.2, 0.4, 0.05, -0.15, 0.25]],
    [[0, 0, 1, 0, 1, 1]],
  ])('%j: as often as of all signs', (differences) => {
    expect(signFlips(differences, drawn)).toBeCloseTo(exact(differences), 1.5);
  });

  test('no difference has p = 1, a large one the least that the draws can give', () => {
    expect(signFlips([0, 0, 0], drawn)).toBe(1);
    expect(signFlips(new Array<number>(100).fill(1), drawn)).toBe(1 / (draws + 1));
  });
});

describe('draws that are kept', () => {
  test('are those of the seed, however many were asked for before', () => {
    const random = RandomState.seeded(3);
    const coins = Array.from({ length: 500 }, () => Number(random.double() < 0.5));
    for (const count of [7, 500, 20])
      expect([...headsOf(3, count)].slice(0, count)).toEqual(coins.slice(0, count));
  });

  test('choose seeds and problems in turn, and others for another table', () => {
    const random = RandomState.seeded(4);
    const draw = () => [...random.integers(2, 2), ...random.integers(5, 5)];
    const table = { draws: 3, seeds: 2, problems: 5 };
    expect([...choicesOf(4, table)]).toEqual([draw(), draw(), draw()].flat());
    expect(choicesOf(4, { ...table, seeds: 1 })).toHaveLength(18);
    expect(choicesOf(5, table)).not.toEqual(choicesOf(4, table));
  });
});

describe('drawn again', () => {
  const { random } = { random: RandomState.seeded(5) };
  const problems = Array.from({ length: 400 }, () => random.double());

  test('one seed: the interval of a mean over problems', () => {
    const [low, high] = resampled([problems], drawn);
    const center = problems.reduce((a, b) => a + b, 0) / 400;
    const margin = (1.96 * Math.sqrt(1 / 12)) / 20; // of a uniform
    expect(low).toBeCloseTo(center - margin, 2);
    expect(high).toBeCloseTo(center + margin, 2);
  });

  test('seeds that differ widen it, seeds that are equal do not', () => {
    const wide = resampled([problems, problems.map((value) => value + 1)], drawn);
    const narrow = resampled([problems, problems], drawn);
    expect(narrow[1] - narrow[0]).toBeCloseTo(1.96 * 2 * Math.sqrt(1 / 12 / 400), 2);
    expect(wide[1] - wide[0]).toBeCloseTo(1 + narrow[1] - narrow[0], 1);
  });

  test('of several tables the same seeds and problems', () => {
    const random = RandomState.seeded(6);
    const table = [
      [0, 1],
      [10, 11],
    ];
    const drawn = Array.from({ length: 50 }, () => drawnAgain([table, table], random));
    for (const [first, second] of drawn) expect(second).toBe(first);
    // Of two seeds drawn twice: the first, both, the second.
    const seeds = new Set(drawn.map(([first]) => Math.floor(first / 5)));
    expect(seeds).toEqual(new Set([0, 1, 2]));
  });

  test('without any spread it is a point', () => {
    expect(resampled([[0.5, 0.5]], drawn)).toEqual([0.5, 0.5]);
  });
});

test("Holm's correction", () => {
  // statsmodels.stats.multitest.multipletests(p, method="holm")
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.6, 0.5])).toEqual([1, 1]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

// scipy.stats.spearmanr
test('rank correlation, ties with their mean rank', () => {
  expect(rankCorrelation([1, 2, 3], [10, 20, 15])).toBeCloseTo(0.5, 12);
  expect(rankCorrelation([0.1, 0.1, 0.5, 0.9, 0.4], [3, 1, 2, 2, 8])).toBeCloseTo(0.0, 12);
  expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
});
