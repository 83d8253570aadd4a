/** What a taught Transformer keeps of the lead: counted by hand where that can be done. */
import { describe, expect, test } from 'vitest';
import { keptLeads, keptShares } from '../../lib/analysis/kept-lead.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

const options = { sizes: [10, 14], variant: 'default' };
const right = (count: number) => Array.from({ length: 40 }, (_, i) => (i < count ? 1 : 0));
const row = (model: ResultRow['model'], each: readonly number[], change: Partial<ResultRow> = {}) =>
  resultRowWith({
    ...{ model, each, algorithm: 'minimum', size: 14, seed: 0, metric: 'clrs', variant: 'default' },
    ...{ initialisation: 'untrained', value: 0, samples: each.length, run: `${model} ${change.seed ?? 0}` },
    ...change,
  });
/** So many of 40 problems are answered well by each. */
const all = (transformer: number, transnar: number, distilled: number, change: Partial<ResultRow> = {}) => [
  row('transformer', right(transformer), change),
  row('transnar', right(transnar), change),
  row('distilled', right(distilled), change),
];

describe('what is kept of a lead', () => {
  test('is what the taught Transformer is ahead by, of what its teacher is', () => {
    const rows = all(10, 30, 25);
    expect(keptLeads(rows, options)).toMatchObject([
      {
        ...{ algorithm: 'minimum', size: 14, seeds: 1, problems: 40 },
        scores: { transformer: 0.25, transnar: 0.75, distilled: 0.625 },
        gain: { difference: 0.375 },
      },
    ]);
    expect(keptShares(rows, options)).toMatchObject([
      { size: 14, algorithms: 1, lead: 0.5, gain: 0.375, share: 0.75 },
    ]);
  });

  test('of several algorithms and seeds is the share of means, not the mean of shares', () => {
    const rows = [
      ...all(0, 40, 20),
      ...all(0, 20, 20, { seed: 1 }),
      ...all(30, 34, 30, { algorithm: 'bfs' }),
      ...all(0, 40, 40, { size: 10 }),
    ];
    const [ten, fourteen] = keptShares(rows, options);
    expect(ten).toMatchObject({ size: 10, algorithms: 1, share: 1, low: 1, high: 1 });
    expect(fourteen).toMatchObject({ size: 14, algorithms: 2 });
    expect(fourteen.lead).toBeCloseTo((0.75 + 0.1) / 2, 12);
    expect(fourteen.gain).toBeCloseTo((0.5 + 0) / 2, 12);
    expect(fourteen.share).toBeCloseTo(0.5 / 0.85, 12);
    expect(fourteen.low).toBeGreaterThan(0.3);
    expect(fourteen.low).toBeLessThan(fourteen.share);
    expect(fourteen.high).toBeGreaterThan(fourteen.share);
    expect(fourteen.high).toBeLessThan(1);
    expect(keptLeads(rows, options).map(({ algorithm, size, seeds }) => [algorithm, size, seeds])).toEqual([
      ['bfs', 14, 1],
      ['minimum', 10, 1],
      ['minimum', 14, 2],
    ]);
  });

  test('a gain is corrected for all that were asked for, and one of nothing is no gain', () => {
    const [none, much] = keptLeads([...all(10, 30, 10), ...all(0, 40, 40, { size: 10 })], options).reverse();
    expect(none.gain).toMatchObject({ difference: 0, low: 0, high: 0, p: 1, adjusted: 1 });
    expect(much.gain).toMatchObject({ difference: 1, p: 1e-4, adjusted: 2e-4 });
  });

  test('seeds, variants, scores and starts that are not of all three models are passed over', () => {
    const other = [
      ...all(0, 40, 0, { variant: 'sum' }),
      ...all(0, 40, 0, { metric: 'exact' }),
      ...all(0, 40, 0, { initialisation: 'pretrained' }),
      ...all(0, 40, 0, { size: 12 }),
      ...all(0, 40, 0, { seed: 1 }).slice(0, 2),
      ...all(0, 40, 0, { algorithm: 'bfs', each: undefined }),
    ];
    expect(keptShares([...other, ...all(10, 30, 30)], options)).toMatchObject([{ algorithms: 1, share: 1 }]);
    expect(keptShares(other, options)).toEqual([]);
    expect(() => keptLeads([...all(10, 30, 30), row('distilled', right(3), { run: 'x' })], options)).toThrow(
      /Several runs .* distilled, minimum at size 14, seed 0/,
    );
  });
});
