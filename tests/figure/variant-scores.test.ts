import { expect, test } from 'vitest';
import { variantScores } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';
import { resultRowWith } from '../support/result-rows.ts';

const row = (variant: string, size: number, value: number, seed = 0) =>
  resultRowWith({ model: 'transnar', variant, size, value, seed, run: `${variant} ${seed}` });
const rows = [
  row('default', 12, 0.9),
  row('default', 12, 1, 1),
  row('default', 14, 0.3),
  row('default', 14, 0.5, 1),
  row('index-labels', 12, 0.9),
  row('index-labels', 14, 0.9),
  resultRowWith({ model: 'transformer', variant: 'default', size: 12, value: 0.8, run: 'plain' }),
];

test('a line for each variant, the Transformer first; means over seeds from the lowest to the highest', async () => {
  const spec = variantScores(rows, { trained: [12] });
  const { values } = (spec as unknown as { data: { values: Record<string, unknown>[] } }).data;
  const at = (series: string, size: string) =>
    values.filter((each) => each['series'] === series && each['size'] === size);
  expect(at('TransNAR, default', 'size 14')).toMatchObject([{ mean: 0.4, low: 0.3, high: 0.5, seeds: 2 }]);
  expect(at('TransNAR, default', 'size 12 (trained)')).toMatchObject([{ mean: 0.95, low: 0.9, high: 1 }]);
  const [single] = at('TransNAR, index-labels', 'size 14');
  expect(single).toMatchObject({ mean: 0.9, seeds: 1 });
  expect(Number(single['low'])).toBeLessThan(0.9); // the interval over its problems
  expect(values).toHaveLength(5);
  const texts = textsOf(await draw(spec));
  const lines = ['Transformer', 'TransNAR, default', 'TransNAR, index-labels'];
  expect(texts).toEqual(expect.arrayContaining([...lines, 'size 12 (trained)', 'size 14', 'CLRS score']));
  expect(lines.map((line) => texts.indexOf(line))).toEqual(
    lines.map((line) => texts.indexOf(line)).sort((a, b) => a - b),
  );
});

test('one score twice for a seed is refused', () => {
  expect(() => variantScores([...rows, row('default', 14, 0.4)], { trained: [12] })).toThrow(
    /choose the rows/,
  );
});
