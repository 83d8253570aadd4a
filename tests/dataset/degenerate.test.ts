import { describe, expect, test } from 'vitest';
import { type AlgorithmName, type Arguments, algorithm } from '../../lib/dataset/index.ts';

const trace = (name: AlgorithmName, args: Arguments) => algorithm(name).trace(args);
const floats = (...values: number[]) => Float64Array.from(values);
const integers = (...values: number[]) => Int32Array.from(values);

describe('problems that a sampler never draws', () => {
  test.each<[string, AlgorithmName, Arguments, string]>([
    [
      'four points on a line',
      'graham_scan',
      { xs: floats(0, 1, 2, 3), ys: floats(0, 0, 0, 0) },
      'three lie on a line',
    ],
    [
      'a cycle of negative length',
      'bellman_ford',
      { A: floats(0, -1, -1, 0), s: 0 },
      'without cycles of negative length',
    ],
    ['a matrix that is not square', 'bfs', { A: floats(0, 1, 1), s: 0 }, '3 numbers do not make one'],
    ['a source that is no node', 'bfs', { A: floats(0, 1, 1, 0), s: 2 }, '"s" got 2'],
    ['one key', 'insertion_sort', { A: floats(1) }, 'at least 2 nodes'],
    ['a key that is not a number', 'quicksort', { A: floats(1, NaN) }, '"key" got NaN'],
    [
      'one point too many',
      'segments_intersect',
      { xs: floats(0, 1, 2, 3, 4), ys: floats(0, 1, 2, 3, 4) },
      '4 end points',
    ],
    [
      'lists of different lengths',
      'activity_selector',
      { s: floats(0, 0), f: floats(1) },
      '"f" needs 2 values',
    ],
    [
      'a needle longer than its haystack',
      'naive_string_matcher',
      { T: integers(0), P: integers(0, 1) },
      'no step',
    ],
    ['an unknown letter', 'kmp_matcher', { T: integers(0, 4), P: integers(0) }, '"key" got 4'],
    ['infinite dimensions', 'matrix_chain_order', { p: floats(1, Infinity, 1) }, '"p" got Infinity'],
  ])('%s end in an error (%s)', (_, name, args, message) => {
    expect(() => trace(name, args)).toThrow(message);
  });

  test('a string without a match gives the node after the text', () => {
    for (const name of ['naive_string_matcher', 'kmp_matcher'] as const) {
      const { outputs } = trace(name, { T: integers(0, 0, 1), P: integers(2) });
      expect(outputs['match'].data.indexOf(1)).toBe(3);
    }
  });

  test('points on a line end a march', () => {
    const { outputs } = trace('jarvis_march', { xs: floats(0, 1, 2, 3), ys: floats(0, 0, 0, 0) });
    expect(outputs['in_hull'].data[0]).toBe(1);
  });

  test('equal keys, dimensions of zero and empty graphs are ordinary', () => {
    for (const name of ['heapsort', 'quickselect', 'minimum', 'find_maximum_subarray_kadane'] as const) {
      expect(trace(name, { A: new Float64Array(6) }).nodes).toBe(6);
    }
    expect(trace('matrix_chain_order', { p: new Float64Array(4) }).length).toBe(1);
    for (const name of ['dfs', 'bridges', 'mst_kruskal', 'floyd_warshall', 'topological_sort'] as const) {
      expect(trace(name, { A: new Float64Array(9) }).nodes).toBe(3);
    }
  });

  test('a graph with cycles is still searched to the end', () => {
    expect(trace('topological_sort', { A: floats(0, 1, 1, 0) }).length).toBe(5);
    expect(trace('dag_shortest_paths', { A: floats(0, 1, 1, 0), s: 0 }).length).toBeGreaterThan(0);
  });
});

describe('restore', () => {
  test.each([[[0, 0, 0]], [[1, 1, 1]], [[0, 1, 0]]])('refuses strings marked %j', (string) => {
    expect(() => algorithm('lcs_length').restore({ string, key: [0, 1, 2] })).toThrow(
      '"string" is 0 for the first',
    );
  });
});
