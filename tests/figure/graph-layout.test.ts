import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { algorithm, algorithmNames, sampleAt } from '../../lib/dataset/index.ts';
import { graphLinks, graphNodes, graphNotes, nodeRadius } from '../../lib/figure/graph-layout.ts';

/** A path 0 - 1 - 2 with the search starting in the middle, and a node that nothing reaches. */
const search = algorithm('bfs').trace({
  A: Float64Array.from([1, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1]),
  s: 1,
});
const kinds = (links: ReturnType<typeof graphLinks>) => links.map(({ kind, directed }) => [kind, directed]);

describe('the links of a graph', () => {
  test('are undirected where both directions are edges, without loops; outputs are arrows', () => {
    expect(kinds(graphLinks(search))).toEqual([
      ['input', false],
      ['input', false],
      ['output', true],
      ['output', true],
    ]);
  });

  test('are directed where only one direction is an edge', () => {
    const A = Float64Array.from([0, 1, 0, 0]);
    const links = graphLinks(algorithm('topological_sort').trace({ A })).filter(
      ({ kind }) => kind === 'input',
    );
    expect(kinds(links)).toEqual([['input', true]]);
    // From node 0 at the top straight down to node 1.
    expect(links[0]).toMatchObject({ x: 0, y: 0.85, x2: 0, y2: -0.79, angle: 180 });
  });

  test('are the order of the list where there are no edges', () => {
    const links = graphLinks(sampleAt('minimum', 5, 1, 0));
    expect(kinds(links)).toEqual(Array.from({ length: 4 }, () => ['input', true]));
  });

  test('run from rim to rim', () => {
    const sample = fc.record({
      name: fc.constantFrom(...algorithmNames),
      size: fc.integer({ min: 5, max: 9 }),
      index: fc.nat(1000),
    });
    fc.assert(
      fc.property(sample, ({ name, size, index }) => {
        const trajectory = sampleAt(name, size, 1, index);
        const centres = graphNodes(trajectory);
        const radius = nodeRadius(trajectory);
        const fromNearest = (x: number, y: number) =>
          Math.min(...centres.map((node) => Math.hypot(node.x - x, node.y - y)));
        for (const { x, y, x2, y2, directed } of graphLinks(trajectory)) {
          expect(fromNearest(x, y)).toBeCloseTo(radius, 3);
          expect(fromNearest(x2, y2)).toBeCloseTo(radius + (directed ? 0.06 : 0), 3);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('weights', () => {
  const A = Float64Array.from([0, 0.125, 0, 0.125, 0, 0.6, 0, 0.6, 0]);
  const weighted = graphLinks(algorithm('dijkstra').trace({ A, s: 0 }));

  test('stand on their edges as the text has them, and on nothing else', () => {
    expect(weighted.map(({ kind, edgeWeight }) => [kind, edgeWeight])).toEqual([
      ['input', '0.125'],
      ['input', '0.6'],
      ['output', ''],
      ['output', ''],
    ]);
    // Ones and zeros say which edges there are, no more.
    expect(graphLinks(search).every(({ edgeWeight }) => edgeWeight === '')).toBe(true);
  });

  test('are nearer to the end that the edge begins at, where fewer lines cross', () => {
    // From node 0, at the top, to node 1.
    const [{ weightX, weightY }] = weighted;
    const [one] = graphNodes(algorithm('dijkstra').trace({ A, s: 0 })).slice(1);
    expect(weightX).toBeCloseTo(0.36 * one.x, 3);
    expect(weightY).toBeCloseTo(1 + 0.36 * (one.y - 1), 3);
  });
});

describe('points of the plane', () => {
  const [x, y] = [Float64Array.from([-1, 3, 0, 0]), Float64Array.from([0, 0, 2, 0.5])];
  const hull = algorithm('graham_scan').trace({ xs: x, ys: y });

  test('stand where their coordinates say, nearer or farther as a whole', () => {
    const nodes = graphNodes(hull);
    const scale = (nodes[1].x - nodes[0].x) / 4;
    expect(scale).toBeGreaterThan(0);
    nodes.forEach((node, i) => {
      expect(node.x - nodes[2].x).toBeCloseTo(scale * x[i], 3);
      expect(node.y - nodes[0].y).toBeCloseTo(scale * y[i], 3);
      expect(Math.abs(node.x)).toBeLessThanOrEqual(1.71);
      expect(Math.abs(node.y)).toBeLessThanOrEqual(1.16);
    });
    expect(nodes.every(({ value }) => value === '')).toBe(true);
    expect(graphNotes(hull)).toEqual(['each node stands at its x and y']);
  });

  test('may all be one', () => {
    const same = Float64Array.from([0.5, 0.5, 0.5]);
    const nodes = graphNodes(algorithm('graham_scan').trace({ xs: same, ys: same }));
    expect(nodes.map((node) => [node.x, node.y])).toEqual(Array(3).fill([0, 0]));
  });
});

test('arrows are explained where there are any', () => {
  expect(graphNotes(search)[0]).toBe('orange arrow: from node i to node pi[i]');
  expect(graphNotes(sampleAt('minimum', 5, 1, 0))).toEqual([
    'grey arrow: from a node to the one before it in the list',
  ]);
});

test('loops, which the text has and the lines leave out, are told of where there are any', () => {
  const loops = (...A: number[]) =>
    graphNotes(algorithm('bfs').trace({ A: Float64Array.from(A), s: 0 })).slice(1);
  expect(graphNotes(search).slice(1)).toEqual(['each node is its own neighbour, not drawn']);
  expect(loops(0, 1, 1, 1)).toEqual(['not drawn: edges from a node to itself, at 1 of 2 nodes']);
  expect(loops(0, 1, 1, 0)).toEqual([]);
});

describe('the nodes of a graph', () => {
  test('show one-hot inputs as marked and output masks as chosen', () => {
    expect(graphNodes(search).map(({ marked }) => marked)).toEqual([false, true, false, false]);
    const sorted = algorithm('minimum').trace({ A: Float64Array.from([0.5, 0.125, 0.75]) });
    const nodes = graphNodes(sorted);
    expect(nodes.map(({ chosen }) => chosen)).toEqual([false, true, false]);
    expect(nodes.map(({ value }) => value)).toEqual(['0.5', '0.125', '0.75']);
  });

  test('stand on a circle, clockwise from the top', () => {
    expect(graphNodes(search).map(({ x, y }) => [x + 0, y + 0])).toEqual([
      [0, 1],
      [1, 0],
      [0, -1],
      [-1, 0],
    ]);
  });
});
