import { describe, expect, test } from 'vitest';
import {
  type Feature,
  type ProbeType,
  algorithmNames,
  formatSample,
  sampleAt,
} from '../../lib/dataset/index.ts';
import { hintCells } from '../../lib/figure/hint-cells.ts';
import { graphBesideText, trajectoryFigure } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';

function hint(type: ProbeType, data: number[], change: Partial<Feature> = {}): Feature {
  const values = Float64Array.from(data);
  return { name: 'h', location: 'node', type, classes: 0, shape: [data.length], data: values, ...change };
}

describe('cells of a hint', () => {
  test('have a step and a node, and for edges a second node', () => {
    const onNodes = hintCells(hint('mask', [1, 0, 0, 1]), 2, 2);
    expect(onNodes.map(({ step, row, label }) => [step, row, label])).toEqual([
      [0, 0, '1'],
      [0, 1, ''],
      [1, 0, ''],
      [1, 1, '1'],
    ]);
    const onEdges = hintCells(hint('mask', [0, 1, 0, 0], { location: 'edge' }), 2, 1);
    expect(onEdges.filter(({ label }) => label).map(({ row, column }) => [row, column])).toEqual([[0, 1]]);
    expect(hintCells(hint('scalar', [0, 1, 2], { location: 'graph' }), 5, 3)).toHaveLength(3);
  });

  test('show pointers that a step changed', () => {
    const fills = hintCells(hint('pointer', [0, 0, 1, 0, 1, 0]), 2, 3).map(({ fill }) => fill);
    const [same, changed] = [fills[0], fills[2]];
    expect(fills).toEqual([same, same, changed, same, same, same]);
    expect(changed).not.toBe(same);
  });

  test('shade scalars from the least to the most', () => {
    const cells = hintCells(hint('scalar', [-0.25, 0.5, 0.125]), 3, 1);
    expect(cells.map(({ fill }) => fill)).toEqual(['#f0f4f8', '#0072b2', '#78b3d5']);
    expect(cells.map(({ label }) => label)).toEqual(['-.25', '.5', '.125']);
  });

  test('show the class of a category, and nothing where it is not to be scored', () => {
    const cells = hintCells(hint('categorical', [0, 1, 0, 0, 0, -1], { classes: 3 }), 2, 1);
    expect(cells.map(({ label }) => label)).toEqual(['1', '']);
  });
});

describe('the figures of a problem', () => {
  test.each(algorithmNames)('%s is drawn with every hint, its question and its answer', async (name) => {
    const trajectory = sampleAt(name, 5, 3, 0, { truncateDecimals: 3 });
    const texts = textsOf(await draw(trajectoryFigure(trajectory)));
    for (const { name: probe, location, type } of Object.values(trajectory.hints)) {
      expect(texts).toContain(`${probe} (${location}, ${type.replaceAll('_', ' ')})`);
    }
    const { question, answer } = formatSample(trajectory, { hints: false });
    const beside = textsOf(await draw(graphBesideText(trajectory, { question, answer }))).join('');
    const unbroken = (text: string) => text.replace(/\s/g, '');
    expect(unbroken(beside)).toContain(unbroken(question + answer));
  });

  test('name their axes and say what their colours mean, and no other', async () => {
    const texts = textsOf(await draw(trajectoryFigure(sampleAt('minimum', 4, 1, 0))));
    expect(texts).toEqual(expect.arrayContaining(['step', 'node', 'blue: 1 of a mask; grey: 0']));
    expect(texts.join()).not.toContain('white to blue');
    const edges = textsOf(
      await draw(trajectoryFigure(sampleAt('floyd_warshall', 4, 1, 0), { hints: ['D'] })),
    );
    expect(edges).toEqual(expect.arrayContaining(['from node', 'to node']));
    expect(edges.join()).toContain('white to blue: a number from the least to the most');
  });

  test('a chosen hint alone, or a message that lists those there are', async () => {
    const trajectory = sampleAt('minimum', 4, 1, 0);
    const texts = textsOf(await draw(trajectoryFigure(trajectory, { hints: ['i'] })));
    expect(texts.filter((text) => text.includes('('))).toEqual(['i (node, mask one)']);
    expect(() => trajectoryFigure(trajectory, { hints: ['k'] })).toThrow(
      'minimum has no hint "k". It has: pred_h, min_h, i.',
    );
  });

  test('edge hints at some steps, the first and the last among them', async () => {
    const trajectory = sampleAt('floyd_warshall', 9, 1, 0);
    const figure = trajectoryFigure(trajectory, { hints: ['D'], matrices: 3 });
    const headings = textsOf(await draw(figure)).filter((text) => text.startsWith('step '));
    expect(headings).toEqual(['step 0', 'step 4', 'step 8']);
  });
});
