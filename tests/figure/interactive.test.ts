import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { algorithmNames, formatSample, sampleAt } from '../../lib/dataset/index.ts';
import { interactive } from '../../lib/figure/interactive.ts';
import { graphBesideText, trainingCurves, trajectoryFigure } from '../../lib/figure/index.ts';
import { drawable, rowsOf } from '../../lib/gallery/drawable.ts';
import { draw } from '../support/draw.ts';

const axes = (x: string, y: string) => ({ x: { field: 'a', type: x }, y: { field: 'b', type: y } });
const data = { values: [{ a: 1, b: 2 }] };
const zooms = (spec: object) =>
  [...JSON.stringify(spec).matchAll(/"name":"(zoom\d+)"/g)].map(([, name]) => name);
const touched = (spec: object) => interactive(spec as TopLevelSpec);

describe('a figure that can be touched', () => {
  test('tells values under the pointer', () => {
    expect(touched({ data, mark: 'bar', encoding: axes('nominal', 'quantitative') })).toMatchObject({
      config: { mark: { tooltip: true } },
    });
    const own = {
      data,
      mark: 'bar',
      encoding: {},
      config: { mark: { color: 'red' }, axis: { grid: false } },
    };
    expect(touched(own)).toMatchObject({
      config: { mark: { color: 'red', tooltip: true }, axis: { grid: false } },
    });
  });

  test('zooms where both axes are continuous and shown, once for each plot', () => {
    const point = (x: string, y: string) => ({ data, mark: 'point', encoding: axes(x, y) });
    expect(zooms(touched(point('quantitative', 'temporal')))).toEqual(['zoom1']);
    expect(zooms(touched(point('nominal', 'quantitative')))).toEqual([]);
    const hidden = { x: { ...axes('quantitative', '').x, axis: null }, y: axes('', 'quantitative').y };
    expect(zooms(touched({ data, mark: 'point', encoding: hidden }))).toEqual([]);
    const layers = {
      data,
      encoding: axes('quantitative', 'quantitative'),
      layer: [{ mark: 'line' }, { mark: 'point' }],
    };
    expect(zooms(touched(layers))).toEqual(['zoom1']);
    expect(zooms(touched({ hconcat: [layers, { vconcat: [layers] }] }))).toEqual(['zoom1', 'zoom2']);
  });

  test('is left alone where its spec says itself what it does', () => {
    const own = {
      data,
      params: [{ name: 'pick', select: 'point' }],
      mark: 'point',
      encoding: axes('quantitative', 'quantitative'),
    };
    expect(touched(own)).toBe(own);
  });
});

describe('the project’s own figures draw without a warning', () => {
  test('curves, which zoom', async () => {
    const points = [1, 2, 3].map((step) => ({ series: 'a', step, loss: 1 / step }));
    const figure = interactive(trainingCurves(points));
    expect(zooms(figure)).toEqual(['zoom1']);
    await draw(figure);
  });

  test.each(algorithmNames)('problems and trajectories of %s', async (name) => {
    const problem = sampleAt(name, 5, 0, 0);
    await draw(interactive(graphBesideText(problem, formatSample(problem))));
    await draw(interactive(trajectoryFigure(problem)));
  });

  test('those of the gallery', async () => {
    for (const figure of drawable()) await draw(interactive(figure.draw(rowsOf(figure))));
  });
});
