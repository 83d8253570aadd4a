/** Which algorithms there are: an import and a row each; names, and the type of names, come from the records. */
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

const records = [
  articulationPoints,
  activitySelector,
  bellmanFord,
  bfs,
  binarySearch,
  bridges,
  bubbleSort,
  dagShortestPaths,
  dfs,
  dijkstra,
  findMaximumSubarrayKadane,
  floydWarshall,
  grahamScan,
  heapsort,
  insertionSort,
  jarvisMarch,
  kmpMatcher,
  lcsLength,
  matrixChainOrder,
  minimum,
  mstKruskal,
  mstPrim,
  naiveStringMatcher,
  optimalBst,
  quickselect,
  quicksort,
  segmentsIntersect,
  stronglyConnectedComponents,
  taskScheduling,
  topologicalSort,
] as const satisfies readonly Algorithm[];

/** The names of all algorithms that come with the library. */
export type AlgorithmName = (typeof records)[number]['name'];

/** An algorithm by its name, which editors complete, or the record of one's own. */
export type AlgorithmChoice = AlgorithmName | (string & {}) | Algorithm;

/** All algorithms by name; those of CLRS-30 first, in the reference's order. */
export const algorithms = Object.fromEntries(records.map((record) => [record.name, record])) as {
  readonly [Name in AlgorithmName]: Algorithm<Name>;
};

/** All names, in the same order. Experiments that are to stay comparable name theirs, as `clrs30` does. */
export const algorithmNames: readonly AlgorithmName[] = records.map(({ name }) => name);

/** The record of an algorithm. Throws for a name that there is not, naming those that there are. */
export function algorithm(choice: AlgorithmChoice): Algorithm {
  if (typeof choice !== 'string') return choice;
  if (Object.hasOwn(algorithms, choice)) return algorithms[choice as AlgorithmName];
  throw new Error(
    `There is no algorithm "${choice}". The ${algorithmNames.length} are: ${algorithmNames.join(', ')}.`,
  );
}
