import { describe, expect, test } from 'vitest';
import type { TopLevelSpec } from 'vega-lite';
import { paperValues } from '../../lib/analysis/paper-values.ts';
import { clrs30, transnarSizes } from '../../lib/dataset/index.ts';
import { wilson } from '../../lib/figure/interval.ts';
import { rounded } from '../../lib/figure/theme.ts';
import type { ComparedScore } from '../../lib/figure/dot-comparison.ts';
import { algorithmComparison, familyComparison } from '../../lib/figure/index.ts';
import type { ResultRow } from '../../lib/metric/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

const options = { paper: paperValues(), trained: transnarSizes.train };
const marks = (spec: TopLevelSpec) =>
  (spec as unknown as { data: { values: (ComparedScore & { key: string })[] } }).data.values;
const columns = (spec: TopLevelSpec) =>
  (spec as unknown as { facet: { column: { sort: string[] } } }).facet.column.sort;
const subtitle = (spec: TopLevelSpec) =>
  (spec as unknown as { title: { subtitle: string[] } }).title.subtitle;
/** The drawn symbols' fills; the paper's have none. */
const fills = (svg: string) => {
  const groups = [...svg.matchAll(/class="mark-symbol role-mark[^"]*"[^>]*>(.*?)<\/g>/g)];
  const symbols = groups.flatMap(([, inside]) => inside?.match(/<path[^>]*>/g) ?? []);
  return symbols.map((symbol) => /fill="([^"]+)"/.exec(symbol)?.[1] ?? 'hollow').sort();
};

const row = (change: Partial<ResultRow>) =>
  resultRowWith({ size: 10, run: change.model ?? 'run', ...change });
const pair = (change: Partial<ResultRow>, transnar: number, transformer: number) => [
  row({ ...change, model: 'transnar', value: transnar }),
  row({ ...change, model: 'transformer', value: transformer }),
];

/** As `wilson` has it, for the 16 samples of a row here. */
function interval(value: number) {
  const [low, high] = wilson(value, 16);
  return { low: rounded(low), high: rounded(high) };
}

describe('scores by algorithm', () => {
  test('of equal value do not hide one another: each source and model has its height', async () => {
    const svg = await draw(algorithmComparison(pair({}, 0.2, 0.01), options));
    const places = [...svg.matchAll(/<path transform="translate\(([\d.]+),([\d.]+)\)" d="M(?:2\.7|-3\.2)/g)];
    const [xs, ys] = [1, 2].map((axis) => places.map((place) => Number(place[axis])));
    expect(new Set(xs.map(Math.round)).size).toBe(2);
    expect(new Set(ys).size).toBe(4);
    const sorted = [...ys].sort((a, b) => a - b);
    sorted.slice(1).forEach((y, i) => expect(y - sorted[i]).toBeGreaterThan(5));
  });

  test('say what they are on the axis, and what the paper calls ours from scratch', async () => {
    const shape = algorithmComparison(pair({ metric: 'shape' }, 0.5, 0.4), { ...options, metric: 'shape' });
    expect(textsOf(await draw(shape))).toContain('Shape score');
    expect(subtitle(shape)).toContain('from scratch: “untrained” in the paper');
    expect(columns(algorithmComparison([], options)).join()).toContain('untrained');
    expect(columns(algorithmComparison([], options)).join()).not.toContain('from scratch');
  });

  test('set ours and the paper’s side by side, each under its own name', async () => {
    const spec = algorithmComparison(pair({}, 0.9, 0.3), options);
    expect(marks(spec)).toEqual(
      [
        { source: 'ours', model: 'transnar', value: 0.9, ...interval(0.9), key: 'TransNAR, ours' },
        { source: 'ours', model: 'transformer', value: 0.3, ...interval(0.3), key: 'Transformer, ours' },
        // Figure 4, untrained, size 10.
        { source: 'paper', model: 'transnar', value: 0.2, key: 'TransNAR, paper, digitised' },
        { source: 'paper', model: 'transformer', value: 0.01, key: 'Transformer, paper, digitised' },
      ].map((mark) => ({ ...mark, label: 'bfs', column: 'from scratch\nunseen size 10' })),
    );
    const svg = await draw(spec);
    expect(fills(svg)).toEqual(['#0072B2', '#D55E00', 'hollow', 'hollow']);
    const texts = textsOf(svg);
    expect(texts).toEqual(
      expect.arrayContaining(['TransNAR, ours', 'Transformer, paper, digitised', 'graphs', 'bfs']),
    );
    expect(texts).toContain('ours: one seed, 16 samples for each score');
    expect(texts).toContain('paper: digitised from its Figure 4, mean over 4 seeds');
  });

  test('have a whisker on ours alone, over the seeds where there are several', async () => {
    const rows = [0.2, 0.4, 0.9].map((value, seed) => row({ model: 'transnar', value, seed }));
    const spec = algorithmComparison(rows, options);
    const [own, ...paper] = marks(spec);
    expect(own).toMatchObject({ source: 'ours', value: 0.5, low: 0.2, high: 0.9 });
    expect(paper.every((mark) => mark.source === 'paper' && !('low' in mark))).toBe(true);
    expect(subtitle(spec)[0]).toBe(
      'ours: mean over 3 seeds, lines from the lowest to the highest; 16 samples for each seed',
    );
    await expect(draw(spec)).resolves.toContain('mark-rule role-mark');
    const [one] = marks(algorithmComparison(rows.slice(0, 1), options));
    expect(one).toMatchObject({ value: 0.2, ...interval(0.2) });
  });

  test('have a column for each condition that the rows hold: pretrained first, sizes as they grow', () => {
    const rows = [14, 10, 12].flatMap((size) =>
      (['untrained', 'pretrained'] as const).flatMap((initialisation) =>
        pair({ size, initialisation }, 0.5, 0.5),
      ),
    );
    expect(columns(algorithmComparison(rows, options))).toEqual(
      ['pretrained', 'from scratch'].flatMap((start) =>
        ['unseen size 10', 'seen size 12', 'unseen size 14'].map((size) => `${start}\n${size}`),
      ),
    );
    const one = algorithmComparison(pair({ size: 14 }, 0.5, 0.5), options);
    expect(columns(one)).toEqual(['from scratch\nunseen size 14']);
    expect(marks(one).map(({ column }) => column)).toEqual(Array(4).fill('from scratch\nunseen size 14'));
  });

  test('show only algorithms of ours, also those that the paper does not show', async () => {
    const rows = [...pair({ algorithm: 'optimal_bst' }, 0.5, 0.4), ...pair({ algorithm: 'minimum' }, 1, 0.8)];
    const spec = algorithmComparison(rows, options);
    const labels = (source: string) =>
      marks(spec)
        .filter((mark) => mark.source === source)
        .map(({ label }) => label);
    expect(labels('ours')).toEqual(['optimal bst', 'optimal bst', 'minimum', 'minimum']);
    expect(labels('paper')).toEqual(['minimum', 'minimum']);
    const texts = textsOf(await draw(spec));
    expect(texts).toEqual(expect.arrayContaining(['dynamic programming', 'search']));
    expect(texts).not.toContain('graphs');
  });

  test('shade answers of a single value alone', async () => {
    const bands = async (algorithm: ResultRow['algorithm']) =>
      (await draw(algorithmComparison(pair({ algorithm }, 1, 1), options))).includes('mark-rect');
    expect(await bands('minimum')).toBe(true);
    expect(await bands('bfs')).toBe(false);
  });

  test('of sizes and metrics that the paper does not have are ours alone, and say so', () => {
    for (const spec of [
      algorithmComparison(pair({ size: 6 }, 0.5, 0.4), options),
      algorithmComparison(pair({ metric: 'exact' }, 0.5, 0.4), { ...options, metric: 'exact' }),
    ]) {
      expect(marks(spec).map(({ source }) => source)).toEqual(['ours', 'ours']);
      expect(subtitle(spec).join()).not.toContain('digitised');
    }
  });

  test('of the shape have the paper’s Figure 5 beside them', () => {
    const spec = algorithmComparison(pair({ metric: 'shape' }, 0.5, 0.4), { ...options, metric: 'shape' });
    expect(marks(spec).map(({ value }) => value)).toEqual([0.5, 0.4, 0.23, 0.01]);
    expect(subtitle(spec).join()).toContain('Figure 5');
  });

  test('leave other variants out, and refuse to mix runs', () => {
    const other = row({ model: 'transnar', variant: 'nodes only', value: 1 });
    const spec = algorithmComparison([...pair({}, 0.5, 0.4), other], options);
    expect(marks(spec).filter(({ source }) => source === 'ours')).toHaveLength(2);
    const again = row({ model: 'transnar', run: 'again' });
    expect(() => algorithmComparison([...pair({}, 0.5, 0.4), again], options)).toThrow(
      'choose the rows of one experiment',
    );
  });

  test('without rows are the paper’s alone and are called so', async () => {
    const spec = algorithmComparison([], options);
    expect(marks(spec)).toHaveLength(29 * 6 * 2);
    expect(marks(spec).every(({ source }) => source === 'paper')).toBe(true);
    expect(spec.title).toMatchObject({ text: 'CLRS score by algorithm: the paper’s Figure 4, digitised' });
    expect(textsOf(await draw(spec)).join()).not.toContain('ours');
  });

  test('of everything, with seeds, are drawn without a warning', async () => {
    const rows = clrs30.flatMap((algorithm) =>
      [12, 10, 14].flatMap((size) =>
        (['pretrained', 'untrained'] as const).flatMap((initialisation) =>
          [0, 1].flatMap((seed) => pair({ algorithm, size, initialisation, seed }, 0.5 + seed / 10, 0.3)),
        ),
      ),
    );
    expect(fills(await draw(algorithmComparison(rows, options)))).toHaveLength((30 + 29) * 6 * 2);
  });
});

describe('scores by family', () => {
  const rows = [
    ...pair({ algorithm: 'bfs' }, 0.6, 0.2),
    ...pair({ algorithm: 'dfs' }, 0.4, 0),
    ...pair({ algorithm: 'minimum' }, 1, 0.8),
  ];

  test('are means over the same algorithms on both sides, and say over how many', () => {
    const spec = familyComparison(rows, options);
    const means = marks(spec).map(({ source, model, label, value }) => [source, model, label, value]);
    expect(means).toHaveLength(8);
    expect(means).toEqual(
      expect.arrayContaining([
        ['ours', 'transnar', 'graphs (2)', 0.5],
        ['ours', 'transformer', 'graphs (2)', 0.1],
        ['ours', 'transnar', 'search (1)', 1],
        // Figure 4, untrained, size 10: bfs .20/.01 and dfs .33/.01; minimum .90/.85.
        ['paper', 'transnar', 'graphs (2)', 0.265],
        ['paper', 'transformer', 'graphs (2)', 0.01],
        ['paper', 'transformer', 'search (1)', 0.85],
      ]),
    );
  });

  test('leave out what one model, one seed or the paper does not have', () => {
    const more = [
      ...pair({ algorithm: 'optimal_bst' }, 1, 1),
      row({ model: 'transnar', algorithm: 'dijkstra', value: 1 }),
    ];
    expect(marks(familyComparison([...rows, ...more], options))).toEqual(
      marks(familyComparison(rows, options)),
    );
  });

  test('refuse rows that share no algorithm', () => {
    const apart = [
      row({ model: 'transnar', algorithm: 'bfs' }),
      row({ model: 'transformer', algorithm: 'dfs' }),
    ];
    expect(() => familyComparison(apart, options)).toThrow('No algorithm has all models, sizes and seeds');
  });

  test('without rows are the paper’s Figure 1', async () => {
    const spec = familyComparison([], options);
    expect(marks(spec)).toHaveLength(16);
    expect(marks(spec)[0]).toMatchObject({ source: 'paper', label: 'divide and conquer', value: 0.78 });
    expect(fills(await draw(spec))).toEqual(Array(16).fill('hollow'));
  });
});
