/** Which algorithm an update of a reasoner learns, at which size, and from which samples. */
import type { AlgorithmName } from '../dataset/index.ts';
import type { NarExperiment } from '../experiment/nar-experiment.ts';
import { trainingDraw } from '../experiment/nar-protocol.ts';
import { narDataSeed } from '../experiment/splits.ts';
import { sum } from '../metric/mean.ts';
import { keyed } from '../random/index.ts';
import type { Scores } from './loop/validation.ts';
import type { NarBatchRequest } from './nar-batch.ts';

/** What an update learns from. */
export type NarTurn = NarBatchRequest & { readonly algorithm: AlgorithmName };

/** The updates of a training, in turns. */
export interface Turns {
  /** Throws where it follows from a validation that this has not been told of. */
  readonly at: (update: number) => NarTurn;
  /** Whether {@link at} is known already. */
  readonly isKnown: (update: number) => boolean;
  /** Told the scores after so many updates, which those that come next may follow. */
  readonly validated?: (scores: Scores, updates: number) => void;
}

type Plan = Pick<NarExperiment, 'algorithms' | 'data' | 'seed' | 'validation'>;

/** Equal turns, or, with a focus, turns by what the last validation found to be lacking. */
export function turnsOf(experiment: Plan): Turns {
  const { focus } = experiment.data;
  return focus === undefined ? equalTurns(experiment) : focusedTurns(experiment, focus);
}

/** Algorithms take turns, and rounds of turns the sizes. */
function equalTurns({ algorithms, data, seed }: Plan): Turns {
  return {
    isKnown: () => true,
    at(update) {
      const round = Math.floor(update / algorithms.length);
      const name = algorithms[update % algorithms.length];
      return turnOf(name, data.sizes[round % data.sizes.length], round, { data, seed });
    },
  };
}

/**
 * From one validation to the next, turns are shared out by the scores of the first of the two, in an order drawn at
 * random; each algorithm goes through the sizes in turn. Before any validation, shares are equal.
 */
function focusedTurns({ algorithms, data, seed, validation: { every } }: Plan, focus: number): Turns {
  let term = 0;
  let order = orderOf(algorithms.map(() => 1 / algorithms.length));

  /** The turns of the current term: number t is of algorithm `names[t]`, which has had `before[t]` others in it. */
  function orderOf(shares: readonly number[]) {
    const names = quotas(shares, every).flatMap((turns, i) =>
      Array<AlgorithmName>(turns).fill(algorithms[i]),
    );
    const had = new Map<AlgorithmName, number>();
    return Array.from(keyed(seed, 'turns', term).permutation(every), (place) => {
      const name = names[place];
      const before = had.get(name) ?? 0;
      had.set(name, before + 1);
      return { name, before };
    });
  }

  const isKnown = (update: number) => Math.floor(update / every) === term;
  return {
    isKnown,
    at(update) {
      if (!isKnown(update)) {
        throw new Error(
          `What update ${update} learns follows from the validation after update ${update - (update % every)}, which is ` +
            "not there: restore the run's metrics.jsonl, or remove the run to train it again.",
        );
      }
      const { name, before } = order[update % every];
      const size = data.sizes[(before + term) % data.sizes.length];
      return turnOf(name, size, update, { data, seed });
    },
    validated(scores, updates) {
      term = Math.floor(updates / every);
      order = orderOf(
        sharesOf(
          algorithms.map((name) => scores[name]),
          focus,
        ),
      );
    },
  };
}

const turnOf = (
  name: AlgorithmName,
  size: number,
  index: number,
  { data, seed }: Pick<Plan, 'data' | 'seed'>,
): NarTurn => ({
  algorithm: name,
  ...trainingDraw(name, size),
  seed: narDataSeed('train', seed),
  first: index * data.batch,
  count: data.batch,
  randomPositions: true,
});

/** Of all turns, `focus` go by what each lacks, 1 less its score; the others are shared equally. */
export function sharesOf(scores: readonly number[], focus: number): number[] {
  const lacks = scores.map((score) => 1 - score);
  const all = sum(lacks);
  const equal = 1 / scores.length;
  return lacks.map((lack) => (1 - focus) * equal + focus * (all > 0 ? lack / all : equal));
}

/** Whole turns, `total` in all, each less than one away from its share (largest remainders; the first of equals). */
export function quotas(shares: readonly number[], total: number): number[] {
  const whole = shares.map((share) => Math.floor(share * total));
  const rest = shares.map((share, i) => ({ i, rest: share * total - whole[i] }));
  rest.sort((a, b) => b.rest - a.rest || a.i - b.i);
  for (const { i } of rest.slice(0, total - sum(whole))) whole[i] += 1;
  return whole;
}
