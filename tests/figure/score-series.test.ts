import { describe, expect, test } from 'vitest';
import { scoresOverSeeds } from '../../lib/figure/score-series.ts';
import { resultRowWith } from '../support/result-rows.ts';

describe('scores over seeds', () => {
  test('are the mean with the lowest and the highest seed', () => {
    const rows = [0.1, 0.9, 0.2].map((value, seed) => resultRowWith({ value, seed }));
    expect(scoresOverSeeds(rows, 'clrs', ['transnar'])).toEqual({
      series: { names: ['TransNAR'], colours: ['#0072B2'] },
      scores: [{ series: 'TransNAR', algorithm: 'bfs', size: 6, mean: 0.4, low: 0.1, high: 0.9, seeds: 3 }],
      note: ['mean over 3 seeds, lines from the lowest to the highest; 16 samples for each seed'],
    });
  });

  test('of one seed have the interval that its samples leave open', () => {
    // Solved for p in |p - 0.25| = 1.959964 sqrt(p (1 - p) / 16), the definition of Wilson's interval.
    const solve = (from: number, to: number): number => {
      const middle = (from + to) / 2;
      if (Math.abs(to - from) < 1e-12) return middle;
      const inside = Math.abs(middle - 0.25) <= 1.959964 * Math.sqrt((middle * (1 - middle)) / 16);
      return inside ? solve(from, middle) : solve(middle, to);
    };
    const [{ low, high }] = scoresOverSeeds([resultRowWith({ value: 0.25 })], 'clrs', ['transnar']).scores;
    expect(low).toBeCloseTo(solve(0, 0.25), 3);
    expect(high).toBeCloseTo(solve(1, 0.25), 3);
    for (const value of [0, 1]) {
      const [ends] = scoresOverSeeds([resultRowWith({ value })], 'clrs', ['transnar']).scores;
      expect(value === 0 ? ends.low : ends.high).toBe(value);
      expect(ends.high - ends.low).toBeCloseTo(1.959964 ** 2 / (16 + 1.959964 ** 2), 3);
    }
  });

  test('leave other metrics and models out', () => {
    const rows = [
      resultRowWith({}),
      resultRowWith({ metric: 'shape', value: 1 }),
      resultRowWith({ model: 'nar', value: 1 }),
    ];
    const { scores, note } = scoresOverSeeds(rows, 'clrs', ['transnar', 'transformer']);
    expect(scores.map(({ mean }) => mean)).toEqual([0.5]);
    expect(note).toEqual([
      'one seed, 16 samples for each score',
      'lines: 95 % intervals over the problems (Wilson)',
    ]);
  });

  test('name a series by what tells it from its model’s others, and keep the model’s colours', () => {
    const rows = [
      resultRowWith({ initialisation: 'pretrained' }),
      resultRowWith({ initialisation: 'untrained' }),
      resultRowWith({ model: 'transformer', initialisation: 'untrained' }),
    ];
    expect(scoresOverSeeds(rows, 'clrs', ['transnar', 'transformer']).series).toEqual({
      names: ['TransNAR, pretrained', 'TransNAR, from scratch', 'Transformer'],
      colours: ['#0072B2', '#5A9FCB', '#D55E00'],
    });
  });

  test('come by algorithm, then by size as a number', () => {
    const rows = [
      resultRowWith({ algorithm: 'minimum', size: 4 }),
      resultRowWith({ size: 12 }),
      resultRowWith({ size: 8 }),
    ];
    const { scores } = scoresOverSeeds(rows, 'clrs', ['transnar']);
    expect(scores.map(({ algorithm, size }) => [algorithm, size])).toEqual([
      ['bfs', 8],
      ['bfs', 12],
      ['minimum', 4],
    ]);
  });

  test('refuse to mix two runs of one seed', () => {
    const rows = [resultRowWith({ run: 'first' }), resultRowWith({ run: 'second' })];
    expect(() => scoresOverSeeds(rows, 'clrs', ['transnar'])).toThrow(
      'TransNAR has 2 rows for bfs at size 6 (clrs) from 1 seed(s), runs first, second: ' +
        'choose the rows of one experiment.',
    );
  });

  test('refuse to draw nothing', () => {
    expect(() => scoresOverSeeds([], 'exact', ['nar'])).toThrow(
      'There are no rows of nar with metric "exact" to draw.',
    );
  });
});
