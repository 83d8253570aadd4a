import { describe, expect, test } from 'vitest';
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

  test('draw no line over seeds where there is one seed', async () => {
    const svg = await draw(
      scoreBySize(
        rows.filter(({ seed }) => seed === 0),
        { trained: [12] },
      ),
    );
    expect(countMarks(svg, 'rect')).toBe(2 * 2 * 3 * 2);
    expect(countMarks(svg, 'rule')).toBe(0);
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
