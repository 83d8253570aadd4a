import { describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { ablation } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

interface Mark {
  readonly kind: string;
  readonly series: string;
  readonly panel: string;
  readonly size: string;
  readonly value: number;
}
const marks = (spec: TopLevelSpec) => (spec as unknown as { data: { values: Mark[] } }).data.values;
const row = (variant: string, value: number, change: Parameters<typeof resultRowWith>[0] = {}) =>
  resultRowWith({ variant, value, run: variant, ...change });

const rows = [
  row('nodes only', 0.1),
  row('nodes only', 0.3, { seed: 1 }),
  row('default', 0.4),
  row('default', 0.8, { seed: 1 }),
];

describe('an ablation', () => {
  test('draws every seed, their mean, and the mean of the baseline across its size', async () => {
    const spec = ablation(rows, { trained: [6] });
    const values = (kind: string) => marks(spec).filter((mark) => mark.kind === kind);
    expect(values('seed').map(({ series, value }) => [series, value])).toEqual([
      ['default (baseline)', 0.4],
      ['default (baseline)', 0.8],
      ['nodes only', 0.1],
      ['nodes only', 0.3],
    ]);
    expect(values('mean').map(({ value }) => value)).toEqual([0.6, 0.2]);
    expect(values('baseline').map(({ value }) => value)).toEqual([0.6]);
    const texts = textsOf(await draw(spec));
    expect(texts).toEqual(
      expect.arrayContaining(['default (baseline)', 'nodes only', '6 (trained)', 'bfs', 'CLRS score']),
    );
    expect(texts).toContain('mean over 2 seeds, rings are seeds; 16 samples for each seed');
  });

  test('draws no rings for one seed, but how far its samples let it be off', async () => {
    const spec = ablation([rows[0], rows[2]], { trained: [6] });
    expect(marks(spec).map(({ kind }) => kind)).toEqual(['baseline', 'interval', 'mean', 'interval', 'mean']);
    await expect(draw(spec)).resolves.toContain('one seed, 16 samples for each score');
  });

  test('can be of the initialisation, and of several models, which then are named', () => {
    const started = [
      row('default', 0.2),
      row('default', 0.6, { initialisation: 'pretrained' }),
      row('default', 0.1, { model: 'transformer' }),
    ];
    const spec = ablation(started, {
      trained: [6],
      baseline: { model: 'transnar', initialisation: 'untrained' },
      models: ['transnar', 'transformer'],
    });
    expect(marks(spec).flatMap(({ kind, series }) => (kind === 'mean' ? [series] : []))).toEqual([
      'TransNAR, from scratch (baseline)',
      'TransNAR, pretrained',
      'Transformer',
    ]);
  });

  test('can be of means, over the algorithms that every variant and seed has', () => {
    const more = rows.map((each) => ({ ...each, algorithm: 'dfs' as const, value: each.value / 2 }));
    const lone = row('default', 1, { algorithm: 'minimum' });
    const spec = ablation([...rows, ...more, lone], { trained: [6], by: 'all' });
    const means = marks(spec).filter(({ kind }) => kind === 'mean');
    expect(means.map(({ panel, value }) => [panel, value])).toEqual([
      ['all algorithms (2)', 0.45],
      ['all algorithms (2)', 0.15],
    ]);
  });

  test('needs exactly one baseline', () => {
    expect(() => ablation([rows[0]], { trained: [6] })).toThrow(
      'The baseline {"variant":"default"} should be one series and is 0 of: TransNAR.',
    );
    const two = [...rows, row('default', 0.5, { initialisation: 'pretrained', run: 'another' })];
    expect(() => ablation(two, { trained: [6] })).toThrow('should be one series and is 2 of');
  });
});
