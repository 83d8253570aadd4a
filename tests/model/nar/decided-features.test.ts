/** What a memory says of decisions, against probabilities taken from the logits one by one. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { type AlgorithmName, algorithm, collate, preprocess, sampleAt } from '../../../lib/dataset/index.ts';
import { disposeMemory } from '../../../lib/model/memory.ts';
import { expectClose } from '../../support/close.ts';
import { smallConfig, smallNar } from './small.ts';

const names = [
  'bfs', // a pointer of each node
  'find_maximum_subarray_kadane', // two nodes, one of a kind each
  'activity_selector', // bits of nodes
  'segments_intersect', // a bit of the graph
  'lcs_length', // classes of edges
  'bridges', // bits of edges
  'insertion_sort', // a matching of nodes to nodes
  'matrix_chain_order', // pointers of edges
] as const satisfies AlgorithmName[];
const { nar } = smallNar([...names]);
const batchOf = (name: AlgorithmName, size: number) =>
  collate([0, 1].map((index) => preprocess(sampleAt(name, size, 3, index))));

const { width } = smallConfig;
const sizeOf = (name: AlgorithmName) => Math.max(5, algorithm(name).minimumSize);

/** The features of the decisions alone: of each node and of each edge, problem by problem. */
function decided(name: AlgorithmName) {
  const batch = batchOf(name, sizeOf(name));
  const memory = nar.memory(batch, 'decisions');
  const nodes = memory.nodes.arraySync().map((graph) => graph.map((node) => node.slice(width)));
  const edges = memory.edges
    .arraySync()
    .map((graph) => graph.map((row) => row.map((edge) => edge.slice(width))));
  const logits = nar.logits(batch);
  const outputs = Object.fromEntries(
    Object.entries(logits.outputs).map(([probe, tensor]) => [probe, tensor.arraySync()]),
  );
  disposeMemory(memory);
  for (const tensors of [logits.outputs, ...logits.hints]) tf.dispose(Object.values(tensors));
  return { batch, nodes, edges, outputs };
}

const softmax = (row: readonly number[]) => {
  const powers = row.map((logit) => Math.exp(logit - Math.max(...row)));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
};
const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
const zeros = (count: number) => Array.from({ length: count }, () => 0);
const tolerance = { relative: 1e-4, absolute: 1e-6 };

test('all algorithms have as many as the one that needs most', () => {
  // Two nodes of Kadane's, four classes of lcs_length.
  expect(nar.memoryWidths('decisions')).toEqual({ nodes: width + 2, edges: width + 4 });
  for (const name of names) {
    const { nodes, edges } = decided(name);
    expect([nodes[0][0].length, edges[0][0][0].length]).toEqual([2, 4]);
  }
});

test('a pointer is on the edge to the node that is pointed to', () => {
  const { nodes, edges, outputs } = decided('bfs');
  const logits = outputs['pi'] as number[][][];
  const expected = logits.map((graph) => graph.map((row) => softmax(row).map((p) => [p, 0, 0, 0])));
  expectClose(edges.flat(3), expected.flat(3), tolerance);
  expect(nodes.flat(2).every((value) => value === 0)).toBe(true);
});

test('a matching too: what points to a node adds up to 1', () => {
  const { edges, nodes } = decided('insertion_sort');
  const count = edges[0].length;
  for (const graph of edges) {
    for (let j = 0; j < count; j++) {
      const sum = graph.reduce((total, row) => total + row[j][0], 0);
      expect(sum).toBeCloseTo(1, 1);
    }
  }
  for (const graph of nodes) expect(graph.reduce((total, [head]) => total + head, 0)).toBeCloseTo(1, 4);
});

test('chosen nodes and bits of nodes are on the nodes', () => {
  const chosen = decided('find_maximum_subarray_kadane');
  const [start, end] = (['start', 'end'] as const).map((probe) => chosen.outputs[probe] as number[][]);
  const expected = start.map((row, b) => softmax(row).map((p, i) => [p, softmax(end[b])[i]]));
  expectClose(chosen.nodes.flat(2), expected.flat(2), tolerance);

  const bits = decided('activity_selector');
  const selected = bits.outputs['selected'] as number[][];
  expectClose(
    bits.nodes.flat(2),
    selected.flatMap((row) => row.flatMap((x) => [sigmoid(x), 0])),
    tolerance,
  );
});

test('what is said of the graph is on all nodes', () => {
  const { nodes, outputs } = decided('segments_intersect');
  const logits = outputs['intersect'] as number[];
  expectClose(
    nodes.flat(2),
    logits.flatMap((x, b) => nodes[b].flatMap(() => [sigmoid(x), 0])),
    tolerance,
  );
});

test('bits and classes of edges are on the edges', () => {
  const bits = decided('bridges');
  const bridge = bits.outputs['is_bridge'] as number[][][];
  expectClose(
    bits.edges.flat(3),
    bridge.flat(2).flatMap((x) => [sigmoid(x), 0, 0, 0]),
    tolerance,
  );

  const classes = decided('lcs_length');
  const b = classes.outputs['b'] as number[][][][];
  const width = b[0][0][0].length;
  expectClose(
    classes.edges.flat(3),
    b.flat(2).flatMap((row) => [...softmax(row), ...zeros(4 - width)]),
    tolerance,
  );
});

test('pointers of edges are left out', () => {
  const { nodes, edges } = decided('matrix_chain_order');
  expect([...nodes.flat(2), ...edges.flat(3)].every((value) => value === 0)).toBe(true);
});
