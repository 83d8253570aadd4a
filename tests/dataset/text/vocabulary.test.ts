/** The vocabulary that trained language models depend on, and the benchmark's thirty names, word for word. */
import { expect, test } from 'vitest';
import { charsTokenizer, clrs30, namesTokenizer } from '../../../lib/dataset/index.ts';

const algorithms = `articulation_points activity_selector bellman_ford bfs binary_search bridges bubble_sort
  dag_shortest_paths dfs dijkstra find_maximum_subarray_kadane floyd_warshall graham_scan heapsort insertion_sort
  jarvis_march kmp_matcher lcs_length matrix_chain_order minimum mst_kruskal mst_prim naive_string_matcher optimal_bst
  quickselect quicksort segments_intersect strongly_connected_components task_scheduling topological_sort`.split(
  /\s+/,
);
const fields =
  `initial_trace trace is_cut selected pi key target return low high is_bridge pred start end best_low
  best_high Pi in_hull string match min in_mst root median pivot intersect scc_id topo topo_head`.split(
    /\s+/,
  );
const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(0x20 + i));

test('the thirty algorithms of CLRS-30', () => {
  expect(clrs30).toHaveLength(30);
  expect(clrs30).toEqual(algorithms);
  expect(Object.isFrozen(clrs30)).toBe(true);
});

test('the 156 tokens of the names tokenizer', () => {
  const tokenizer = namesTokenizer();
  const tokens = Array.from({ length: tokenizer.size }, (_, id) => tokenizer.decode([id]));
  expect(tokens).toHaveLength(156);
  expect(tokens).toEqual(['', '\n', ...ascii, ...algorithms, ...fields]);
  expect(namesTokenizer({ allowUnknown: true }).size).toBe(157);
  expect(charsTokenizer().size).toBe(97);
});
