/** Runs as they train: which panels there are, and what their lines are of. */
import { describe, expect, test } from 'vitest';
import { smoothed, trainingProgress } from '../../lib/figure/index.ts';
import type { ProgressPoint } from '../../lib/figure/progress-points.ts';
import type { MetricLine } from '../../lib/store/index.ts';
import { draw, textsOf } from '../support/draw.ts';

const line = (update: number, more: Partial<MetricLine> = {}): MetricLine => ({
  update,
  loss: 8 / update,
  gradientNorm: 2 / update,
  learningRate: 1e-3,
  seconds: 30 * update,
  ...more,
});
const lines = (count: number, more: Partial<MetricLine> = {}) =>
  Array.from({ length: count }, (_, index) => line(index + 1, more));
const pointsOf = (spec: object, quantity: string) =>
  (spec as { datasets: { progress: ProgressPoint[] } }).datasets.progress.filter(
    (point) => point.quantity === quantity,
  );

describe('smoothing', () => {
  test('is the average of all values so far, each weighing less the older it is', () => {
    const values = [4, 1, 7, 7, 0];
    const plain = values.map((_, last) => {
      const weights = values.slice(0, last + 1).map((_, i) => 0.6 ** (last - i));
      const sum = weights.reduce((total, weight, i) => total + weight * values[i], 0);
      return sum / weights.reduce((total, weight) => total + weight, 0);
    });
    smoothed(values, 0.6).forEach((value, i) => expect(value).toBeCloseTo(plain[i], 12));
  });

  test('of weight 0 changes nothing, and another weight is refused', () => {
    expect(smoothed([3, 1, 2], 0)).toEqual([3, 1, 2]);
    for (const weight of [1, -0.1, NaN]) expect(() => smoothed([1], weight)).toThrow('from 0 to below 1');
  });
});

describe('the progress of a run', () => {
  test('has a panel for each quantity that its curve has, old curves fewer', async () => {
    const titles = ['loss', 'gradient norm before clipping'];
    const speed = ['tokens a second', 'model FLOPs, share of the measured peak'];
    const all = ['loss', 'validation score', 'gradient norm before clipping', ...speed];
    const old = textsOf(await draw(trainingProgress([{ name: 'old', lines: lines(3) }])));
    expect(old.filter((text) => all.includes(text))).toEqual(titles);
    const now = { tokensPerSecond: 1200, utilisation: 0.4, score: 0.5, scores: { bfs: 0.25, dfs: 0.75 } };
    const spec = trainingProgress([{ name: 'new', lines: lines(3, now) }], { title: 'A', status: ['B'] });
    const texts = textsOf(await draw(spec));
    expect(texts.filter((text) => all.includes(text))).toEqual(all);
    expect(texts).toEqual(expect.arrayContaining(['A', 'B', '40%']));
  });

  test('draws validation as a whole and by name, unless one name is the whole', () => {
    const scored = [line(1), line(2, { score: 0.5, scores: { naive_string_matcher: 0.2, bfs: 0.8 } })];
    const spec = trainingProgress([{ name: 'run', lines: scored }], { smoothing: 0.9 });
    expect(pointsOf(spec, 'score').map(({ part, at, value }) => [part, at, value])).toEqual([
      ['', 2, 0.5],
      ['naive string matcher', 2, 0.2],
      ['bfs', 2, 0.8],
    ]);
    const alone = [line(1, { score: 0.5, scores: { bfs: 0.5 } })];
    expect(pointsOf(trainingProgress([{ name: 'run', lines: alone }]), 'score')).toHaveLength(1);
  });

  test('draws a validation beyond training apart from the first', () => {
    const scored = [line(2, { score: 0.5, scoreBeyond: 0.25, scoresBeyond: { bfs: 0.1, dfs: 0.4 } })];
    const spec = trainingProgress([{ name: 'run', lines: scored }]);
    expect(pointsOf(spec, 'score').map(({ value }) => value)).toEqual([0.5]);
    expect(pointsOf(spec, 'scoreBeyond').map(({ part, value }) => [part, value])).toEqual([
      ['', 0.25],
      ['bfs', 0.1],
      ['dfs', 0.4],
    ]);
  });

  test('smooths what is measured often, and keeps what was measured; scores stay as they are', () => {
    const scored = [line(1, { score: 0.2 }), line(2, { score: 0.8 })];
    const spec = trainingProgress([{ name: 'run', lines: scored }], { smoothing: 0.5 });
    const [, second] = pointsOf(spec, 'loss');
    expect(second).toMatchObject({
      measured: 4,
      value: Number(((0.25 * 8 + 0.5 * 4) / 0.75).toPrecision(4)),
    });
    expect(pointsOf(spec, 'score').map(({ value }) => value)).toEqual([0.2, 0.8]);
  });

  test('joins neighbours where there are more points than can be seen, the last ones too', () => {
    const spec = trainingProgress([{ name: 'run', lines: lines(5) }], { points: 3 });
    const means = [6, (8 / 3 + 2) / 2, 1.6];
    expect(pointsOf(spec, 'loss').map(({ at, value }) => [at, value])).toEqual(
      [2, 4, 5].map((at, i) => [at, Number(means[i].toPrecision(4))]),
    );
  });

  test('has no place for a gradient of 0 on its scale, and can be over minutes', () => {
    const still = [line(2, { gradientNorm: 0 }), line(4)];
    const spec = trainingProgress([{ name: 'run', lines: still }], { over: 'minutes' });
    expect(pointsOf(spec, 'gradientNorm').map(({ at, value }) => [at, value])).toEqual([[2, 0.5]]);
  });

  test('without a line is nothing to draw', () => {
    expect(() => trainingProgress([{ name: 'run', lines: [] }])).toThrow('nothing to draw yet');
  });
});

describe('several runs in one chart', () => {
  const strokes = async (names: string[]) => {
    const runs = names.map((name) => ({ name, lines: lines(3) }));
    const svg = await draw(trainingProgress(runs, { interactive: false }));
    const texts = textsOf(svg);
    expect(texts).toEqual(expect.arrayContaining(names));
    const found = [...svg.matchAll(/<path[^>]*d="M[^"]*"[^>]*stroke="(#\w+)" stroke-width="2"/g)];
    return found.map(([, colour]) => colour).slice(0, names.length);
  };

  test('have the colours of their models, and different ones where two are of one model', async () => {
    expect(await strokes(['transformer-a', 'transnar-b'])).toEqual(['#D55E00', '#0072B2']);
    const many = await strokes(['nar-1', 'nar-2', 'nar-3', 'nar-4']);
    expect(new Set(many).size).toBe(4);
  });
});
