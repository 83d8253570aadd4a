/** The messages over triplets of nodes that a reasoner sends, taken apart: what they are sums of, and their maximum. */
import { type Trajectory, collate, preprocess } from '../dataset/index.ts';
import { type Nar, type TripletPart, tripletParts } from '../model/nar/index.ts';
import { watching } from '../model/watch.ts';

export { type TripletPart, tripletParts };

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

/** Three nodes, by index: the message from i over j, for the pair of i and k. */
export interface Triplet {
  readonly i: number;
  readonly j: number;
  readonly k: number;
}

/** The messages of a reasoner with triplets on one problem. Throws for a reasoner without. */
export function tripletMessages(nar: Nar, trajectory: Trajectory): TripletMessages {
  const numbers = tripletsOfFirstStep(nar, trajectory);
  const { nodes } = trajectory;
  const features = numbers.graph.length;
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
    numbers[name][index[name](triplet) * features + feature];
  return {
    nodes,
    features,
    part,
    message: (triplet, feature) => tripletParts.reduce((sum, name) => sum + part(name, triplet, feature), 0),
    largest: ({ j, k }, feature) => numbers.largest[(j * nodes + k) * features + feature],
  };
}

/** What the reasoner shows under `triplets` in the first round of the first step. */
function tripletsOfFirstStep(
  nar: Nar,
  trajectory: Trajectory,
): Record<TripletPart | 'largest', Float32Array> {
  const place = 'nar.steps.0.rounds.0.triplets.';
  const shown: Record<string, Float32Array> = {};
  watching(
    (name, value) => {
      shown[name.slice(place.length)] = value.dataSync<'float32'>().slice();
    },
    () => nar.predict(collate([preprocess(trajectory)])),
    (name) => name.startsWith(place),
  );
  if (!('largest' in shown))
    throw new Error(`A processor of kind ${nar.config.processor} sends no messages over triplets.`);
  if ('ijk' in shown)
    throw new Error(
      'These messages have a part for each triplet as well (model.edgePointers): they are not taken apart.',
    );
  return shown;
}
