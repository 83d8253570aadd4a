/** One model in two variants, counted by hand where that can be done. */
import { describe, expect, test } from 'vitest';
import { variantDifferences } from '../../lib/analysis/index.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { resultRowWith } from '../support/result-rows.ts';

const options = { model: 'transnar', variants: ['mlp', 'sum'], sizes: [10, 14] } as const;
const right = (count: number) => Array.from({ length: 40 }, (_, i) => (i < count ? 1 : 0));
const row = (variant: string, each: readonly number[], change: Partial<ResultRow> = {}) =>
  resultRowWith({
    ...{ model: 'transnar', variant, each, algorithm: 'minimum', size: 14, seed: 0, metric: 'clrs' },
    ...{ initialisation: 'untrained', value: 0, samples: each.length, run: `${variant} ${change.seed ?? 0}` },
    ...change,
  });

describe('differences between two variants', () => {
  test('are the first less the second, problem by problem', () => {
    const [found] = variantDifferences([row('sum', right(10)), row('mlp', right(30))], options);
    expect(found).toMatchObject({
      ...{ algorithm: 'minimum', size: 14, seeds: 1, problems: 40 },
      ...{ scores: [0.75, 0.25], difference: 0.5, p: 1e-4, adjusted: 1e-4 },
    });
    expect(found.low).toBeGreaterThan(0.3);
    expect(found.high).toBeLessThan(0.7);
  });

  test('of the seeds that both have, of one model, and of what was asked for', () => {
    const rows = [
      ...[row('mlp', right(30)), row('sum', right(20)), row('default', right(40))],
      row('mlp', right(40), { seed: 1 }),
      row('mlp', right(40), { model: 'transformer' }),
      row('sum', right(0), { metric: 'exact' }),
      row('sum', right(0), { initialisation: 'pretrained' }),
      ...['mlp', 'sum'].map((variant) => row(variant, right(40), { size: 12 })),
      ...['mlp', 'sum'].map((variant) => row(variant, right(40), { size: 10, each: undefined })),
    ];
    expect(variantDifferences(rows, options)).toMatchObject([{ size: 14, seeds: 1, scores: [0.75, 0.5] }]);
  });

  test('are corrected for one another', () => {
    const few = [...right(33).slice(0, 30), ...right(0).slice(0, 10)];
    const rows = [10, 14].flatMap((size) => [
      row('mlp', right(size === 10 ? 30 : 34), { size }),
      row('sum', few, { size }),
    ]);
    const [equal, ahead] = variantDifferences(rows, options);
    expect(equal).toMatchObject({ difference: 0, p: 1, adjusted: 1 });
    expect(ahead.adjusted).toBeCloseTo(2 * ahead.p, 12);
  });
});
