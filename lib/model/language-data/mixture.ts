/** Which samples an update learns from: batches mixed over algorithms and sizes, pure functions of (seed, step). */
import type { AlgorithmName } from '../../dataset/index.ts';
import { sum } from '../../metric/mean.ts';
import { type Key, keyed } from '../../random/index.ts';

/** A part of the data set: samples 0..samples-1 of one algorithm at one size. */
export interface Cell {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly samples: number;
}

/** Samples of one cell: of nearly equal length, so a batch made of such groups needs almost no padding. */
export interface SampleGroup {
  readonly algorithm: AlgorithmName;
  readonly size: number;
  readonly indices: Int32Array;
}

/** What the updates of a language model are drawn from. */
export interface Mixture {
  readonly seed: Key;
  readonly cells: readonly Cell[];
  /** Samples per update. */
  readonly batch: number;
  /** Groups per update; divides `batch`. */
  readonly groups: number;
}

/** The batches of a run. */
export interface BatchPlan {
  readonly stepsPerEpoch: number;
  at(step: number): SampleGroup[];
}

/**
 * In each epoch every cell is shuffled and cut into groups, and the groups of all cells are shuffled together; `groups`
 * of them make a batch. Samples that fill no group or batch sit out the epoch, others the next time. Throws if a cell
 * is smaller than a group.
 */
export function batchPlan({ seed, cells, batch, groups }: Mixture): BatchPlan {
  const groupSize = batch / groups;
  if (!Number.isInteger(groupSize))
    throw new Error(`batch (${batch}) must be a multiple of groups (${groups}).`);
  const groupsOf = cells.map(({ algorithm, size, samples }) => {
    if (samples >= groupSize) return Math.floor(samples / groupSize);
    throw new Error(`${algorithm} at size ${size} has ${samples} samples, a group needs ${groupSize}.`);
  });
  // All groups in one row: those of cell c start at starts[c].
  const starts = groupsOf.map((_, c) => sum(groupsOf.slice(0, c)));
  const total = sum(groupsOf);
  const stepsPerEpoch = Math.floor(total / groups);
  if (stepsPerEpoch < 1) throw new Error(`The cells make ${total} groups, a batch needs ${groups}.`);

  let current: { epoch: number; order: Int32Array } = { epoch: -1, order: new Int32Array() };
  const orderOf = (epoch: number) => {
    if (current.epoch !== epoch) current = { epoch, order: keyed(seed, 'groups', epoch).permutation(total) };
    return current.order;
  };
  return {
    stepsPerEpoch,
    at(step) {
      const epoch = Math.floor(step / stepsPerEpoch);
      const first = (step % stepsPerEpoch) * groups;
      return Array.from(orderOf(epoch).subarray(first, first + groups), (group) => {
        const c = starts.findLastIndex((start) => start <= group);
        const { algorithm, size, samples } = cells[c];
        const order = keyed(seed, 'samples', epoch, algorithm, size).permutation(samples);
        const offset = (group - starts[c]) * groupSize;
        return { algorithm, size, indices: order.slice(offset, offset + groupSize) };
      });
    },
  };
}
