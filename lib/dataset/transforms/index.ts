/** What happens to trajectories before a model sees them. */
import type { RandomState } from '../../random/index.ts';
import type { Algorithm } from '../algorithm.ts';
import type { AlgorithmChoice } from '../registry.ts';
import type { Spec } from '../spec.ts';
import type { Trajectory } from '../trajectory.ts';
import { permutationPointers, permutationPointersSpec } from './permutation-pointers.ts';
import { predecessorAsInput, predecessorAsInputSpec } from './predecessor-as-input.ts';
import { randomPositions } from './random-positions.ts';

export { permutationPointers, predecessorAsInput, randomPositions };

/** How a trajectory is prepared for a model. */
export interface PreprocessOptions {
  /** Draws random positions (training and validation); without it `pos` keeps its regular grid (test). */
  readonly random?: RandomState;
  /** The trajectory's algorithm, if it is one of your own (default: the library's of its name). */
  readonly algorithm?: AlgorithmChoice;
}

/** All that happens to a trajectory before a model sees it, in the reference's order. Throws for hints that were not kept. */
export function preprocess(
  trajectory: Trajectory,
  { random, algorithm }: PreprocessOptions = {},
): Trajectory {
  const positioned = random ? randomPositions(trajectory, random) : trajectory;
  return permutationPointers(predecessorAsInput(positioned, { algorithm }));
}

/** The spec of an algorithm's trajectories after `preprocess`. */
export function preprocessedSpec({ spec, predecessorIsInput }: Algorithm): Spec {
  return permutationPointersSpec(predecessorIsInput ? predecessorAsInputSpec(spec) : spec);
}
