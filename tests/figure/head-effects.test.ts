import { expect, test } from 'vitest';
import { headEffectsFigure } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';

test('a panel for each model, rows in the order of the layers, numbers in the cells', async () => {
  const effect = (attention: string, head: number, value: number) => ({
    attention,
    head,
    effect: value,
    pairs: 3,
  });
  const one = [
    effect('language.blocks.0.attention', 0, 0.734),
    effect('language.blocks.1.attention', 1, -0.02),
  ];
  const two = [...one, effect('reader.blocks.0.edges', 0, 0.1)];
  const spec = headEffectsFigure({ TransNAR: two, Transformer: one }, { title: 'An index' });
  const texts = textsOf(await draw(spec));
  for (const text of [
    'An index',
    'TransNAR',
    'Transformer',
    'layer 1, text',
    'layer 1, edges',
    '0.73',
    '−0.02',
  ]) {
    expect(texts).toContain(text);
  }
  const { y } = (spec as unknown as { spec: { encoding: { y: { sort: string[] } } } }).spec.encoding;
  expect(y.sort).toEqual(['layer 1, text', 'layer 1, edges', 'layer 2, text']);
});
