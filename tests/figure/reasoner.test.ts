import { describe, expect, test } from 'vitest';
import type { TripletMessages } from '../../lib/analysis/index.ts';
import { processorDiagram, tripletFigure, validationCurves } from '../../lib/figure/index.ts';
import { draw, textsOf } from '../support/draw.ts';

/** Parts are 1 at nodes i, 10 at edges ij, and nothing elsewhere, times the third node's number. */
const messages: TripletMessages = {
  nodes: 4,
  features: 2,
  part: (part, { i }) => (part === 'i' ? i : part === 'ij' ? 10 * i : 0),
  message: ({ i }, feature) => (feature === 0 ? 11 * i : -i),
  largest: (_, feature) => (feature === 0 ? 33 : 0),
};

describe('the figure of triplet messages', () => {
  test('shows a panel for each third node, with its parts and its sum, and the largest of each feature', async () => {
    const texts = textsOf(await draw(tripletFigure(messages, { edge: { j: 0, k: 1 } })));
    for (const i of [0, 1, 2, 3]) {
      expect(texts.some((text) => text.startsWith(`i = ${i}:`) && text.endsWith(`+${11 * i}.00`))).toBe(true);
      expect(texts).toContain(`ij +${10 * i}.00`);
    }
    const largest = texts.lastIndexOf('+33.00');
    expect(texts.slice(largest - 4, largest + 1)).toEqual(['+0.00', '+11.00', '+22.00', '+33.00', '+33.00']);
    expect(texts.slice(largest + 1, largest + 6)).toEqual(['+0.00', '−1.00', '−2.00', '−3.00', '+0.00']);
  });

  test('marks the largest sum, and only it', async () => {
    const svg = await draw(tripletFigure(messages, { edge: { j: 0, k: 1 }, feature: 1 }));
    expect(svg.match(/font-weight="600"[^>]*>i = 0:/g)).toHaveLength(1);
    expect(svg.match(/font-weight="600"[^>]*>i = [123]:/g)).toBeNull();
  });
});

test('the diagram of a step says what messages are made of and where they go', async () => {
  const texts = textsOf(await draw(processorDiagram()));
  expect(texts).toEqual(
    expect.arrayContaining(['triplet messages t_ijk', 'largest over third nodes i', 'next step']),
  );
});

describe('validation curves', () => {
  const line = (update: number, bfs: number, dfs: number, minimum: number) => ({
    update,
    loss: 1,
    gradientNorm: 1,
    learningRate: 1,
    seconds: 1,
    score: (bfs + dfs + minimum) / 3,
    scores: { bfs, dfs, minimum },
  });

  test('have a panel for each family, with its mean, after that of all algorithms', async () => {
    const spec = validationCurves([line(10, 0.2, 0.4, 0.9), line(20, 0.6, 0.8, 1)]);
    const { values } = (spec as { data: { values: Record<string, unknown>[] } }).data;
    const means = values.filter(({ kind, update }) => kind === 'mean' && update === 20);
    expect(means.map(({ panel, score }) => [panel, score])).toEqual([
      ['all algorithms', 0.8],
      ['graphs', 0.7],
      ['search', 1],
    ]);
    expect(values.filter(({ kind }) => kind === 'single')).toHaveLength(6);
    expect(textsOf(await draw(spec))).toEqual(expect.arrayContaining(['all algorithms', 'graphs', 'search']));
  });

  test('have the means of a second validation too, where there was one', async () => {
    const second = { scoreBeyond: 0.3, scoresBeyond: { bfs: 0.2, dfs: 0.2, minimum: 0.5 } };
    const spec = validationCurves([{ ...line(10, 0.2, 0.4, 0.9), ...second }, line(20, 0.6, 0.8, 1)]);
    const { values } = (spec as { data: { values: Record<string, unknown>[] } }).data;
    const beyond = values.filter(({ kind }) => kind === 'beyond');
    expect(beyond.map(({ panel, update, score }) => [panel, update, score])).toEqual([
      ['all algorithms', 10, 0.3],
      ['graphs', 10, 0.2],
      ['search', 10, 0.5],
    ]);
    expect(textsOf(await draw(spec)).join()).toContain('beyond those of training');
  });

  test('need a validation', () => {
    expect(() => validationCurves([])).toThrow(/no validation scores/);
  });
});
