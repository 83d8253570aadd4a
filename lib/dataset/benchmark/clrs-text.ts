/** The sizes and seeds of CLRS-Text (the reference's generate_clrs_text.py). */
import type { AlgorithmName } from '../names.ts';

/** Every size that the training set has for some algorithm; long texts stop some algorithms early. */
const trainSizes = [4, 5, 10, 11, 12, 15, 19, 23, 28, 31];
const smallestSize = 4;

/** Largest size in the training set and in the validation set. */
const largestSizes: Record<AlgorithmName, readonly [train: number, validation: number]> = {
  activity_selector: [31, 40],
  articulation_points: [19, 19],
  bellman_ford: [31, 32],
  bfs: [31, 41],
  binary_search: [31, 64],
  bridges: [5, 7],
  bubble_sort: [10, 11],
  dag_shortest_paths: [19, 19],
  dfs: [23, 20],
  dijkstra: [28, 25],
  find_maximum_subarray_kadane: [31, 64],
  floyd_warshall: [10, 11],
  graham_scan: [31, 31],
  heapsort: [10, 11],
  insertion_sort: [31, 25],
  jarvis_march: [12, 13],
  kmp_matcher: [31, 64],
  lcs_length: [10, 12],
  matrix_chain_order: [10, 12],
  minimum: [31, 64],
  mst_kruskal: [10, 10],
  mst_prim: [28, 26],
  naive_string_matcher: [31, 64],
  optimal_bst: [10, 10],
  quickselect: [31, 64],
  quicksort: [10, 12],
  segments_intersect: [31, 64],
  strongly_connected_components: [15, 16],
  task_scheduling: [31, 41],
  topological_sort: [23, 21],
};

/** Seeds of the reference's streams (`sampleStream`), one stream for each size and seed, and samples taken of each. */
export const clrsText = {
  train: { seeds: [0], samples: 10_000 },
  validation: { seeds: [3, 14, 35, 81, 94, 125], samples: 125 },
  /** Decimals of the published texts. */
  truncateDecimals: 3,
} as const;

export type ClrsTextSplit = 'train' | 'validation';

/** The problem sizes of a split of CLRS-Text for an algorithm. */
export function clrsTextSizes(name: AlgorithmName, split: ClrsTextSplit): number[] {
  const [train, validation] = largestSizes[name];
  if (split === 'train') return trainSizes.filter((size) => size <= train);
  return Array.from({ length: validation - smallestSize + 1 }, (_, i) => smallestSize + i);
}
