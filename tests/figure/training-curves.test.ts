import { describe, expect, test } from 'vitest';
import { type LossPoint, trainingCurves } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';

const points = (series: string, count: number): LossPoint[] =>
  Array.from({ length: count }, (_, step) => ({ series, step, loss: 2 + step }));
const valuesOf = (spec: object) => (spec as { data: { values: LossPoint[] } }).data.values;

describe('training curves', () => {
  test('average neighbours until there are few enough', () => {
    const spec = trainingCurves(points('TransNAR', 10), { points: 5 });
    expect(valuesOf(spec)).toEqual(
      [0.5, 2.5, 4.5, 6.5, 8.5].map((step) => ({
        series: 'TransNAR',
        step: Math.round(step),
        loss: 2 + step,
      })),
    );
  });

  test('keep short lines as they are, in step order', () => {
    const line = points('NAR', 3);
    expect(valuesOf(trainingCurves([...line].reverse()))).toEqual(line);
  });

  test.each([
    ['Transformer', 'TransNAR'],
    ['transformer-smoke', 'transnar-smoke'],
  ])('give %s and %s the colours that the models have in every figure', async (transformer, transnar) => {
    const svg = await draw(trainingCurves([...points(transformer, 3), ...points(transnar, 3)]));
    const strokes = [...svg.matchAll(/<path[^>]*d="M0,[^>]*stroke="(#\w+)"[^>]*>/g)].map(
      ([, colour]) => colour,
    );
    expect(strokes.slice(-2)).toEqual(['#D55E00', '#0072B2']);
    expect(textsOf(svg)).toEqual(expect.arrayContaining([transformer, transnar, 'training step', 'loss']));
  });

  test('refuse to draw nothing', () => {
    expect(() => trainingCurves([])).toThrow('There are no losses to draw.');
  });
});
