import { describe, expect, test } from 'vitest';
import { scoresOverSeeds } from '../../lib/figure/score-series.ts';
import { resultRowWith } from '../support/result-rows.ts';

describe('scores over seeds', () => {
  test('are the mean with the lowest and the highest seed', () => {
    const rows = [0.1, 0.9, 0.2].map((value, seed) => resultRowWith({ value, seed }));
    expect(scoresOverSeeds(rows, 'clrs', ['transnar'])).toEqual({
      series: { names: ['TransNAR'], colours: ['#0072B2'] },
      scores: [{ series: 'TransNAR', algorithm: 'bfs', size: 6, mean: 0.4, low: 0.1, high: 0.9, seeds: 3 }],
      note: 'mean over 3 seeds, lines from the lowest to the highest; 16 samples for each seed',
    });
  });

  test('leave other metrics and models out', () => {
    const rows = [
      resultRowWith({}),
      resultRowWith({ metric: 'shape', value: 1 }),
      resultRowWith({ model: 'nar', value: 1 }),
    ];
    const { scores, note } = scoresOverSeeds(rows, 'clrs', ['transnar', 'transformer']);
    expect(scores.map(({ mean }) => mean)).toEqual([0.5]);
    expect(note).toBe('one seed, 16 samples for each score');
  });

  test('name a series by what tells it from its model’s others, and keep the model’s colours', () => {
    const rows = [
      resultRowWith({ initialisation: 'pretrained' }),
      resultRowWith({ initialisation: 'untrained' }),
      resultRowWith({ model: 'transformer', initialisation: 'untrained' }),
    ];
    expect(scoresOverSeeds(rows, 'clrs', ['transnar', 'transformer']).series).toEqual({
      names: ['TransNAR, pretrained', 'TransNAR, untrained', 'Transformer'],
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
