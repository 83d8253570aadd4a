import type { Algorithm } from './algorithm.ts';
import { activitySelector } from './algorithms/activity-selector.ts';
import { articulationPoints } from './algorithms/articulation-points.ts';
import { bellmanFord } from './algorithms/bellman-ford.ts';
import { bfs } from './algorithms/bfs.ts';
import { binarySearch } from './algorithms/binary-search.ts';
import { bridges } from './algorithms/bridges.ts';
import { bubbleSort } from './algorithms/bubble-sort.ts';
import { dagShortestPaths } from './algorithms/dag-shortest-paths.ts';
import { dfs } from './algorithms/dfs.ts';
import { dijkstra } from './algorithms/dijkstra.ts';
import { findMaximumSubarrayKadane } from './algorithms/find-maximum-subarray-kadane.ts';
import { floydWarshall } from './algorithms/floyd-warshall.ts';
import { grahamScan } from './algorithms/graham-scan.ts';
import { heapsort } from './algorithms/heapsort.ts';
import { insertionSort } from './algorithms/insertion-sort.ts';
import { jarvisMarch } from './algorithms/jarvis-march.ts';
import { kmpMatcher } from './algorithms/kmp-matcher.ts';
import { lcsLength } from './algorithms/lcs-length.ts';
import { matrixChainOrder } from './algorithms/matrix-chain-order.ts';
import { minimum } from './algorithms/minimum.ts';
import { mstKruskal } from './algorithms/mst-kruskal.ts';
import { mstPrim } from './algorithms/mst-prim.ts';
import { naiveStringMatcher } from './algorithms/naive-string-matcher.ts';
import { optimalBst } from './algorithms/optimal-bst.ts';
import { quickselect } from './algorithms/quickselect.ts';
import { quicksort } from './algorithms/quicksort.ts';
import { segmentsIntersect } from './algorithms/segments-intersect.ts';
import { stronglyConnectedComponents } from './algorithms/strongly-connected-components.ts';
import { taskScheduling } from './algorithms/task-scheduling.ts';
import { topologicalSort } from './algorithms/topological-sort.ts';
import { type AlgorithmName, algorithmNames } from './names.ts';

/** All algorithms by name, in the reference's order. */
export const algorithms = {
  articulation_points: articulationPoints,
  activity_selector: activitySelector,
  bellman_ford: bellmanFord,
  bfs,
  binary_search: binarySearch,
  bridges,
  bubble_sort: bubbleSort,
  dag_shortest_paths: dagShortestPaths,
  dfs,
  dijkstra,
  find_maximum_subarray_kadane: findMaximumSubarrayKadane,
  floyd_warshall: floydWarshall,
  graham_scan: grahamScan,
  heapsort,
  insertion_sort: insertionSort,
  jarvis_march: jarvisMarch,
  kmp_matcher: kmpMatcher,
  lcs_length: lcsLength,
  matrix_chain_order: matrixChainOrder,
  minimum,
  mst_kruskal: mstKruskal,
  mst_prim: mstPrim,
  naive_string_matcher: naiveStringMatcher,
  optimal_bst: optimalBst,
  quickselect,
  quicksort,
  segments_intersect: segmentsIntersect,
  strongly_connected_components: stronglyConnectedComponents,
  task_scheduling: taskScheduling,
  topological_sort: topologicalSort,
} satisfies Record<AlgorithmName, Algorithm>;

/** The record of an algorithm. Throws for a name that is not in CLRS-30, naming those that are. */
export function algorithm(name: string): Algorithm {
  if (Object.hasOwn(algorithms, name)) return algorithms[name as AlgorithmName];
  throw new Error(
    `There is no algorithm "${name}". The ${algorithmNames.length} are: ${algorithmNames.join(', ')}.`,
  );
}
