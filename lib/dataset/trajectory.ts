/** What a run of an algorithm is: named arrays. */
import type { Location, ProbeType } from './spec.ts';

/**
 * One named array. `shape` is the probe's own shape (see `probeShape`), preceded by time for hints of one sample
 * [T, ...], by batch for batched inputs and outputs [B, ...], and by both for batched hints [T, B, ...]. Row-major.
 * Pointers are indices; mask_one and categorical are one-hot; -1 in the truth means "do not score".
 */
export interface Feature {
  readonly name: string;
  readonly location: Location;
  readonly type: ProbeType;
  readonly classes: number;
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Features by name, in spec order. */
export type Features = Readonly<Record<string, Feature>>;

/** One execution of an algorithm: T = `length` hints over a graph of `nodes` nodes. */
export interface Trajectory {
  /** Its name. */
  readonly algorithm: string;
  readonly nodes: number;
  readonly length: number;
  readonly inputs: Features;
  readonly outputs: Features;
  /** Empty if they were not kept. */
  readonly hints: Features;
}
