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

  test('of several seeds are thin lines with their thick mean, at the steps that all have', async () => {
    const seeds = [0, 1].flatMap((seed) => points('TransNAR', 3 - seed).map((point) => ({ ...point, seed })));
    const shifted = seeds.map((point) => ({ ...point, loss: point.loss + point.seed }));
    const spec = trainingCurves(shifted);
    expect(valuesOf(spec)).toEqual([
      { series: 'TransNAR', step: 0, loss: 2.5 },
      { series: 'TransNAR', step: 1, loss: 3.5 },
    ]);
    const [thin] = (spec as unknown as { layer: { data: { values: LossPoint[] } }[] }).layer;
    expect(thin.data.values).toEqual(shifted);
    const svg = await draw(spec);
    expect([...svg.matchAll(/stroke-width="(0\.75|2\.5)"/g)].map(([, width]) => width)).toEqual([
      '0.75',
      '0.75',
      '2.5',
    ]);
  });

  test('can be over time, in a unit that suits it', () => {
    const timed = (seconds: number) =>
      points('NAR', 2).map((point) => ({ ...point, seconds: seconds * point.step }));
    const axisOf = (seconds: number) => {
      const spec = trainingCurves(timed(seconds), { over: 'time' }) as unknown as {
        data: { values: { time: number }[] };
        encoding: { x: { field: string; title: string } };
      };
      return [spec.encoding.x.field, spec.encoding.x.title, spec.data.values.map(({ time }) => time)];
    };
    expect(axisOf(90)).toEqual(['time', 'minutes of training', [0, 1.5]]);
    expect(axisOf(9000)).toEqual(['time', 'hours of training', [0, 2.5]]);
    expect(() => trainingCurves(points('NAR', 2), { over: 'time' })).toThrow(
      'need the seconds of every point',
    );
  });

  test('label 1, 2 and 5 times powers of ten, as far as the losses go', async () => {
    const losses = [3, 0.4, 0.031].map((loss, step) => ({ series: 'NAR', step, loss }));
    const texts = textsOf(await draw(trainingCurves(losses)));
    expect(texts.slice(texts.indexOf('0.05'), texts.indexOf('2') + 1).map(Number)).toEqual([
      0.05, 0.1, 0.2, 0.5, 1, 2,
    ]);
  });

  test('refuse to draw nothing', () => {
    expect(() => trainingCurves([])).toThrow('There are no losses to draw.');
  });
});
