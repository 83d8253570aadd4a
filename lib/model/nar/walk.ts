/** All steps of a batch in order, and the state in which each sample's algorithm ends. */
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../../dataset/index.ts';
import { edgeRows, mapEdges } from './edge-features.ts';
import { middleSteps } from './middle-steps.ts';
import { type Given, type Pass, type State, lastStep, stepCount } from './pass.ts';
import type { Reading } from './reading.ts';
import type { Look } from './hint-masks.ts';
import { looksOf } from './seen.ts';
import { type Step, takeStep } from './step.ts';

export interface WalkOptions {
  readonly from: number;
  /** The first step that is not taken. */
  readonly to: number;
  /** Which steps need edges in their reading, beside those whose decoders of hints do. */
  readonly wantsEdges: (index: number) => boolean;
  /** Owns the logits and losses of the step, and what it reconstructs from; its reading and state are the walk's. */
  readonly visit: (step: Visited, index: number, looks: readonly Look[]) => void;
}

/** A step; of one that wants no edges and ends nothing there need not be a reading. */
export type Visited = Omit<Step, 'reading'> & { readonly reading?: Reading };

export interface Walked {
  readonly state: State;
  /** Of every sample that ends within the walk, the reading at its last step; `undefined` if none does. */
  readonly final: Reading | undefined;
}

/** Walks from `start`, which stays the caller's, as what is returned. */
export function walk(pass: Pass, given: Given, start: State, options: WalkOptions): Walked {
  const { from, to, wantsEdges, visit } = options;
  let state = start;
  let final: Reading | undefined;
  const middle = middleSteps(pass, given);
  for (let index = from; index < to; index++) {
    const looks = looksOf(pass);
    const isEnd = endsAt(pass.batch, index);
    const step: Visited =
      middle && !isEnd && !wantsEdges(index) && index + 1 < stepCount(pass.batch)
        ? middle.take(state)
        : takeStep(pass, given, state, { index, wantsEdges: wantsEdges(index), looks });
    const { reading } = step;
    if (state !== start) tf.dispose(state);
    state = step.state;
    visit(step, index, looks);
    const frozen = isEnd ? frozenReading(final, reading!, pass.batch, index) : final;
    if (final !== frozen) tf.dispose(final);
    if (reading !== frozen) tf.dispose(reading);
    final = frozen;
  }
  middle?.forget();
  return { state, final };
}

/** Whether a sample's outputs are read at this step. */
export function endsAt({ lengths }: Batch, index: number): boolean {
  return lengths.some((length) => lastStep(length) === index);
}

/** The reading of step `index`, except for the samples that ended earlier: theirs is kept. */
export function frozenReading(
  previous: Reading | undefined,
  current: Reading,
  { lengths }: Batch,
  index: number,
): Reading {
  if (!previous || lengths.every((length) => lastStep(length) >= index)) return current;
  const runs = Float32Array.from(lengths, (length) => (lastStep(length) >= index ? 1 : 0));
  const mix = <T extends tf.Tensor>(before: T, now: T): T =>
    tf.tidy(() => {
      const mask = tf.tensor(runs, [runs.length, ...Array<number>(now.rank - 1).fill(1)]);
      return tf.add<T>(tf.mul(now, mask), tf.mul(before, tf.sub(1, mask)));
    });
  return {
    nodes: mix(previous.nodes, current.nodes),
    edges: current.edges.map((part, i) => mapEdges(part, (rows) => mix(edgeRows(previous.edges[i]), rows))),
    graph: mix(previous.graph, current.graph),
    triplets: previous.triplets && current.triplets && mix(previous.triplets, current.triplets),
    allowed: previous.allowed && current.allowed && mix(previous.allowed, current.allowed),
  };
}
