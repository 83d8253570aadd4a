import { expect, test } from 'vitest';
import { renderSvg, trainingCurves } from '../../lib/figure/index.ts';
import { textWidth } from '../../lib/figure/text-width.ts';
import { monospaceFamily } from '../../lib/figure/theme.ts';

test('the width of a text follows its letters, size, weight and font', () => {
  const style = { fontSize: 10 };
  expect(textWidth('MMM', style)).toBeGreaterThan(2 * textWidth('iii', style));
  expect(textWidth('score', { fontSize: 20 })).toBeCloseTo(2 * textWidth('score', style), 6);
  expect(textWidth('score', { ...style, fontWeight: 600 })).toBeGreaterThan(textWidth('score', style));
  // Each letter of Roboto Mono advances by 0.6 of its size.
  const mono = { ...style, font: monospaceFamily };
  expect(textWidth('nnnnnn', mono) - textWidth('nnn', mono)).toBeCloseTo(3 * 6, 1);
  expect(textWidth('a < b & c', style)).toBeGreaterThan(textWidth('a b c', style));
});

test('a text is as wide as its limit at most, and nothing has no width', () => {
  expect(textWidth('a long label', { limit: 20 })).toBe(20);
  expect(textWidth('ab', { limit: 200 })).toBe(textWidth('ab', {}));
  expect(textWidth('', {})).toBe(0);
});

test('a legend takes the place that its texts need', async () => {
  const points = ['Transformer, pretrained on English', 'TransNAR, pretrained on English'].map((series) => ({
    series,
    step: 1,
    loss: 2,
  }));
  const svg = await renderSvg(trainingCurves(points));
  // By Vega's guess the two texts alone would be wider than the plot, 420, with its axis and margins.
  expect(Number(/ width="(\d+)"/.exec(svg)?.[1])).toBeLessThan(500);
});
