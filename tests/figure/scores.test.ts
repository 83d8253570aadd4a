import { describe, expect, test } from 'vitest';
import { publishedNar } from '../../lib/analysis/paper-values.ts';
import { algorithm, algorithmNames } from '../../lib/dataset/index.ts';
import { narScoreBySize, scoreBySize } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

const rows = (['bfs', 'minimum'] as const).flatMap((algorithm) =>
  [8, 12, 10].flatMap((size) =>
    (['transnar', 'transformer', 'nar'] as const).flatMap((model) =>
      [0, 1].map((seed) => resultRowWith({ algorithm, size, model, seed, value: size / 20 + seed / 10 })),
    ),
  ),
);

/** Marks are drawn as paths or lines in groups that Vega names after their kind. */
function countMarks(svg: string, kind: string): number {
  const groups = [...svg.matchAll(new RegExp(`class="mark-${kind} role-mark[^"]*"[^>]*[^/]>(.*?)</g>`, 'g'))];
  return groups.reduce((sum, [, inside]) => sum + (inside?.match(/<(path|line)/g)?.length ?? 0), 0);
}

describe('scores by size', () => {
  test('draw a bar, a tick and a line over seeds for every model, size and algorithm', async () => {
    const svg = await draw(scoreBySize(rows, { trained: [12] }));
    // Bars and ticks are both rectangles.
    expect(countMarks(svg, 'rect')).toBe(2 * 2 * 3 * 2);
    expect(countMarks(svg, 'rule')).toBe(2 * 3 * 2);
  });

  test('draw the interval over the problems where there is one seed', async () => {
    const svg = await draw(
      scoreBySize(
        rows.filter(({ seed }) => seed === 0),
        { trained: [12] },
      ),
    );
    expect(countMarks(svg, 'rect')).toBe(2 * 2 * 3 * 2);
    expect(countMarks(svg, 'rule')).toBe(2 * 3 * 2);
    expect(textsOf(svg)).toContain('lines: 95 % intervals over the problems (Wilson)');
  });

  test('say which sizes were trained, sizes in numerical order', async () => {
    const texts = textsOf(await draw(scoreBySize(rows, { trained: [12, 4] })));
    const sizes = texts.filter((text) => /^\d+( \(trained\))?$/.test(text));
    expect(sizes.slice(0, 3)).toEqual(['8', '10', '12 (trained)']);
    expect(texts).toEqual(
      expect.arrayContaining(['bfs', 'minimum', 'TransNAR', 'Transformer', 'CLRS score']),
    );
  });

  test('can be of another metric, named on the axis', async () => {
    const shape = rows.map((row) => ({ ...row, metric: 'shape' as const }));
    const texts = textsOf(await draw(scoreBySize(shape, { trained: [12], metric: 'shape' })));
    expect(texts).toEqual(expect.arrayContaining(['Shape score', 'Shape score by problem size']));
  });
});

test('the reasoner’s score by size draws one line for each algorithm and the trained sizes behind it', async () => {
  const svg = await draw(narScoreBySize(rows, { trained: [8, 10] }));
  expect(countMarks(svg, 'line')).toBe(2);
  expect(countMarks(svg, 'rect')).toBe(2);
  expect(countMarks(svg, 'symbol')).toBe(2 * 3);
  expect(textsOf(svg)).toContain('grey: the sizes trained on, 8 to 10');
});

describe('the reasoner’s score beside published ones', () => {
  const own = algorithmNames.map((name) =>
    resultRowWith({ model: 'nar', algorithm: name, size: 8, value: name === 'dfs' ? 1 : 0.5 }),
  );
  interface Value {
    readonly algorithm: string;
    readonly size: number;
    readonly mean?: number;
    readonly published?: number;
    readonly mark?: string;
  }
  const valuesOf = (spec: unknown) => (spec as { data: { values: Value[] } }).data.values;
  const published = publishedNar();

  test('tells numbers that were read from unverified ones, at the published size', async () => {
    const some = own.filter((row) => ['bfs', 'dfs'].includes(row.algorithm));
    const spec = narScoreBySize(some, { trained: [4, 8], published });
    expect(valuesOf(spec).filter((value) => value.published !== undefined)).toEqual([
      { algorithm: 'bfs', size: 64, published: 0.9973, mark: 'published' },
      { algorithm: 'dfs', size: 64, published: 0.4779, mark: 'published, unverified' },
    ]);
    expect(valuesOf(spec).filter((value) => value.mean !== undefined)).toHaveLength(2);
    const texts = textsOf(await draw(spec));
    expect(texts).toEqual(
      expect.arrayContaining([
        'published: Triplet-GMPNN at size 64, one model for each algorithm',
        published.algorithms.source,
        'published, unverified',
      ]),
    );
  });

  test('is by family the mean over its algorithms, beside published means of whole families only', async () => {
    const spec = narScoreBySize(own, { trained: [4, 8], by: 'family', published });
    const graphs = valuesOf(spec).filter((value) => value.algorithm === 'graphs (12)');
    expect(graphs.map(({ mean, published: theirs, mark }) => [mean ?? theirs, mark])).toEqual([
      [Math.round(((0.5 * 11 + 1) / 12) * 1e4) / 1e4, undefined],
      [0.8668, 'Triplet-GMPNN'],
      [0.888, 'G-ForgetNet'],
      [0.9474, 'M-ReNAR'],
    ]);
    await expect(draw(spec)).resolves.not.toContain('unverified');
    const part = own.filter((row) => algorithm(row.algorithm).family === 'graphs' && row.algorithm !== 'bfs');
    const alone = valuesOf(narScoreBySize(part, { trained: [4, 8], by: 'family', published }));
    expect(alone.map((value) => [value.algorithm, value.published])).toEqual([['graphs (11)', undefined]]);
  });
});
