import type { AlgorithmName } from './names.ts';
import type { Spec } from './spec.ts';
import type { Features } from './trajectory.ts';

/**
 * Several trajectories of one algorithm as dense arrays. B = `size` samples, N = `nodes` (the largest graph), T = the
 * longest trajectory (or more). Shapes: inputs and outputs [B, ...], hints [T, B, ...]; samples that end earlier or
 * have fewer nodes are padded with zeros.
 */
export interface Batch {
  readonly algorithm: AlgorithmName;
  /** The spec after transforms: permutation pointers, `pred` as an input. */
  readonly spec: Spec;
  readonly size: number;
  readonly nodes: number;
  /** Hints of each sample [B]. */
  readonly lengths: Int32Array;
  /** Real nodes of each sample [B]. */
  readonly nodeCounts: Int32Array;
  readonly inputs: Features;
  readonly outputs: Features;
  readonly hints: Features;
}
