/** The messages over triplets of nodes that a reasoner sends, taken apart: what they are sums of, and their maximum. */
import * as tf from '@tensorflow/tfjs';
import { tripletMax } from '../backend/index.ts';
import { type Trajectory, collate, preprocess } from '../dataset/index.ts';
import type { Nar } from '../model/nar/index.ts';

/** The parts of t_ijk in the order in which they are added: three nodes, three edges, the graph. */
export const tripletParts = ['i', 'j', 'k', 'ij', 'ik', 'jk', 'graph'] as const;
export type TripletPart = (typeof tripletParts)[number];

/** N nodes, F features, at the first step of an algorithm. */
export interface TripletMessages {
  readonly nodes: number;
  readonly features: number;
  /** What one part adds to feature `feature` of the message of nodes i, j and k. */
  part(part: TripletPart, triplet: Triplet, feature: number): number;
  /** The message: the sum of its parts. */
  message(triplet: Triplet, feature: number): number;
  /** For the edge from j to k: the largest message over all nodes i, as the reasoner computes it. */
  largest(edge: Pick<Triplet, 'j' | 'k'>, feature: number): number;
}

export interface Triplet {
  readonly i: number;
  readonly j: number;
  readonly k: number;
}

/** The messages of a reasoner with triplets on one problem. */
export function tripletMessages(nar: Nar, trajectory: Trajectory): TripletMessages {
  const [parts, largest] = numbersOf(nar, trajectory);
  const { nodes } = trajectory;
  const features = parts.graph.length;
  const index: Record<TripletPart, (triplet: Triplet) => number> = {
    i: ({ i }) => i,
    j: ({ j }) => j,
    k: ({ k }) => k,
    ij: ({ i, j }) => i * nodes + j,
    ik: ({ i, k }) => i * nodes + k,
    jk: ({ j, k }) => j * nodes + k,
    graph: () => 0,
  };
  const part = (name: TripletPart, triplet: Triplet, feature: number) =>
    parts[name][index[name](triplet) * features + feature];
  return {
    nodes,
    features,
    part,
    message: (triplet, feature) => tripletParts.reduce((sum, name) => sum + part(name, triplet, feature), 0),
    largest: ({ j, k }, feature) => largest[(j * nodes + k) * features + feature],
  };
}

function numbersOf(nar: Nar, trajectory: Trajectory): [Record<TripletPart, Float32Array>, Float32Array] {
  const numbers: [Record<TripletPart, Float32Array>, Float32Array][] = [];
  tf.tidy(() => {
    const inputs = nar.tripletParts(collate([preprocess(trajectory)]));
    const { a, b, c, ab, ac, bc, graph } = inputs;
    const data = (tensor: tf.Tensor) => tensor.dataSync<'float32'>();
    const parts = {
      i: data(a),
      j: data(b),
      k: data(c),
      ij: data(ab),
      ik: data(ac),
      jk: data(bc),
      graph: data(graph),
    };
    numbers.push([parts, data(tripletMax(inputs))]);
  });
  return numbers[0];
}
