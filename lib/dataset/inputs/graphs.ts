/** How graphs are drawn. */
import type { RandomState } from '../../random/index.ts';
import type { SamplerOptions } from '../algorithm.ts';

/** How a random graph is drawn. */
export interface GraphOptions {
  readonly directed?: boolean;
  readonly acyclic?: boolean;
  readonly weighted?: boolean;
}

/**
 * An Erdős–Rényi graph as a flat n x n matrix. Undirected graphs keep an edge only if both directions were drawn, so
 * an off-diagonal edge has probability p^2 and a self loop p: the reference's behaviour, kept on purpose.
 */
export function erdosRenyi(
  random: RandomState,
  nodes: number,
  p: number,
  options: GraphOptions = {},
): Float64Array {
  const drawn = random.bernoullis(nodes * nodes, p);
  const edges = orient(random, drawn, nodes, options);
  return options.weighted ? weigh(random, edges, nodes, options) : edges;
}

function orient(
  random: RandomState,
  drawn: Float64Array,
  nodes: number,
  options: GraphOptions,
): Float64Array {
  if (!options.directed) return mirror(drawn, nodes);
  if (!options.acyclic) return drawn;
  for (let i = 0; i < nodes; i++) drawn.fill(0, i * nodes, i * nodes + i + 1);
  return relabel(drawn, random.permutation(nodes));
}

function weigh(random: RandomState, edges: Float64Array, nodes: number, options: GraphOptions): Float64Array {
  const weights = random.uniforms(nodes * nodes);
  if (!options.directed) {
    mirror(weights, nodes);
    for (let cell = 0; cell < weights.length; cell++) weights[cell] = Math.sqrt(weights[cell] + leastSquare);
  }
  for (let cell = 0; cell < weights.length; cell++) weights[cell] *= edges[cell];
  return weights;
}

/** Keeps the weights of undirected edges away from 0, which means no edge. */
const leastSquare = 0.001;

/** Multiplies every cell by the cell across the diagonal, in place. */
function mirror(matrix: Float64Array, nodes: number): Float64Array {
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j <= i; j++) {
      const product = matrix[i * nodes + j] * matrix[j * nodes + i];
      matrix[i * nodes + j] = product;
      matrix[j * nodes + i] = product;
    }
  }
  return matrix;
}

/** Rows and columns of a flat n x n matrix in the order `order`. */
function relabel(matrix: Float64Array, order: Int32Array): Float64Array {
  const nodes = order.length;
  const result = new Float64Array(matrix.length);
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) result[i * nodes + j] = matrix[order[i] * nodes + order[j]];
  }
  return result;
}

/** The reference trains what is about sparse graphs on half of the usual edge probabilities. */
export const sparseEdges = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45];

/** A sampler of graphs; `p` is used unless the options name edge probabilities. */
export function graph(p: number, kind: GraphOptions = {}) {
  return (random: RandomState, length: number, options: SamplerOptions): { A: Float64Array } => ({
    A: erdosRenyi(random, length, random.choice(options.p ?? [p]), kind),
  });
}

/** A sampler of graphs with a source node, drawn after the graph. */
export function graphWithSource(p: number, kind: GraphOptions = {}) {
  const draw = graph(p, kind);
  return (random: RandomState, length: number, options: SamplerOptions): { A: Float64Array; s: number } => ({
    ...draw(random, length, options),
    s: random.integer(length),
  });
}

/** How a graph of communities is drawn. */
interface CommunityOptions {
  /** The number of communities. */
  readonly k: number;
  /** The probability of an edge within one, and of a flip anywhere. */
  readonly p: number;
  readonly eps: number;
}

/**
 * A directed graph of k random communities in which a few edges, never from a later community to an earlier one, are
 * flipped: the communities stay apart as strongly connected components. Nodes are relabelled at random.
 */
function communityGraph(random: RandomState, nodes: number, { k, p, eps }: CommunityOptions): Float64Array {
  const edges = new Float64Array(nodes * nodes);
  const size = Math.trunc(nodes / k);
  const communityOf = (node: number) => Math.min(Math.trunc(node / size), k - 1);
  for (let community = 0; community < k; community++) {
    const start = community * size;
    const members = community === k - 1 ? nodes - start : size;
    const within = erdosRenyi(random, members, p, { directed: true });
    for (let i = 0; i < members; i++) {
      edges.set(within.subarray(i * members, (i + 1) * members), (start + i) * nodes + start);
    }
  }
  const flips = erdosRenyi(random, nodes, eps, { directed: true });
  for (let i = 0; i < nodes; i++) {
    for (let j = 0; j < nodes; j++) {
      const cell = i * nodes + j;
      if (flips[cell] && communityOf(i) <= communityOf(j)) edges[cell] = 1 - edges[cell];
    }
  }
  return relabel(edges, random.permutation(nodes));
}

/** The number of communities. Throws unless it is an integer of at least 1. */
function communityCount({ k = 4 }: SamplerOptions): number {
  if (Number.isInteger(k) && k > 0) return k;
  throw new RangeError(`The number of communities is an integer of at least 1, got ${k}.`);
}

/** The sampler of community graphs, and the smallest size that it can draw: a node for each community. */
export const communities = {
  minimumSize: (options: SamplerOptions) => Math.max(2, communityCount(options)),
  sample: (random: RandomState, length: number, options: SamplerOptions): { A: Float64Array } => {
    const { p = [0.5], eps = 0.01 } = options;
    return {
      A: communityGraph(random, length, { k: communityCount(options), p: random.choice(p), eps }),
    };
  },
};
