/** Which algorithms CLRS-30 is: a list that stays as it is, whatever algorithms the library has besides. */
import type { AlgorithmName } from '../registry.ts';

/**
 * The 30 algorithms of CLRS-30 (arXiv 2205.15659), in the reference's order. Experiments, published values and
 * comparisons that are about the benchmark name these, not all that there are.
 */
export const clrs30 = Object.freeze([
  'articulation_points',
  'activity_selector',
  'bellman_ford',
  'bfs',
  'binary_search',
  'bridges',
  'bubble_sort',
  'dag_shortest_paths',
  'dfs',
  'dijkstra',
  'find_maximum_subarray_kadane',
  'floyd_warshall',
  'graham_scan',
  'heapsort',
  'insertion_sort',
  'jarvis_march',
  'kmp_matcher',
  'lcs_length',
  'matrix_chain_order',
  'minimum',
  'mst_kruskal',
  'mst_prim',
  'naive_string_matcher',
  'optimal_bst',
  'quickselect',
  'quicksort',
  'segments_intersect',
  'strongly_connected_components',
  'task_scheduling',
  'topological_sort',
] as const satisfies readonly AlgorithmName[]);
