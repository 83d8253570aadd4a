import { expect, test } from 'vitest';
import { attentionOf, gatesOf } from '../../lib/analysis/index.ts';
import { attentionToGraph, gatesByLayer } from '../../lib/figure/index.ts';
import { path, tinySolver } from '../analysis/reading.ts';
import { draw, textsOf } from '../support/draw.ts';

interface Cell {
  readonly token: string;
  readonly column: number;
  readonly weight: number;
}

/** The values of every heat map in a figure. */
function heatMaps(spec: unknown): Cell[][] {
  if (typeof spec !== 'object' || spec === null) return [];
  const { data } = spec as { data?: { values: Cell[] } };
  if (data && data.values.length > 0 && 'weight' in data.values[0]) return [data.values];
  return Object.values(spec).flatMap(heatMaps);
}

test('attention is drawn for each token that is written: what the token before it read', async () => {
  const { solver } = tinySolver();
  const attention = await attentionOf(path, solver);
  const spec = attentionToGraph(attention, { layer: 1, head: 0 });
  const [nodes, edges] = heatMaps(spec);
  const written = attention.tokens.filter(({ part }) => part === 'answer').length;
  expect(nodes).toHaveLength(4 * written);
  expect(edges).toHaveLength(16 * written);
  const { tokens, toNodes } = attention;
  const before = tokens.findIndex(({ part }) => part === 'answer') - 1;
  const start = (2 * tokens.length + before) * 4;
  for (let node = 0; node < 4; node++) {
    expect(nodes[node].column).toBe(node);
    expect(nodes[node].weight).toBeCloseTo(toNodes[start + node], 3);
  }
  const texts = textsOf(await draw(spec));
  expect(texts).toEqual(expect.arrayContaining(['nodes', 'edges (i, j), by i', 'token that is written']));
  expect(texts.join()).toContain('layer 1, head 0');
});

test('attention of a model that reads nodes alone is drawn without edges, for the question too', async () => {
  const { solver } = tinySolver({ combine: 'nodes-only' });
  const attention = await attentionOf(path, solver);
  const spec = attentionToGraph(attention, { part: 'question' });
  expect(heatMaps(spec)).toHaveLength(1);
  const texts = textsOf(await draw(spec));
  expect(texts).toContain('\\n');
  expect(texts.join()).toContain('mean over layers, mean over heads');
});

test('gates are bars for each layer and series', async () => {
  const { parameters } = tinySolver();
  const spec = gatesByLayer({
    'transnar-early': [{ layer: 0, attention: 0.5, feedForward: -0.25 }],
    'transnar-late': gatesOf(parameters),
  });
  const { values } = (spec as { data: { values: object[] } }).data;
  expect(values).toHaveLength(2 * 3);
  expect(values.slice(0, 2)).toEqual([
    { series: 'transnar-early', layer: 0, gate: 'attention, tanh(a)', opening: 0.5 },
    { series: 'transnar-early', layer: 0, gate: 'feed-forward, tanh(b)', opening: -0.25 },
  ]);
  expect(textsOf(await draw(spec))).toEqual(expect.arrayContaining(['transnar-early', 'attention, tanh(a)']));
  expect(() => gatesByLayer({ Transformer: [] })).toThrow('no gates to draw');
});
