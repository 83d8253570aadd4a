/** What the loop is given: a task to learn, and how long and how fast to learn it. */
import type * as tf from '@tensorflow/tfjs';
import type { OptimizerOptions, LossPart } from '../../optimizer/index.ts';
import type { AverageOptions } from './average.ts';
import type { Schedule } from './schedule.ts';
import type { Scores, Validation } from './validation.ts';

/**
 * What is trained. Batches and losses are pure functions of the update's number, and of the last validation's scores where
 * the task wants to be told of them: nothing else need be saved.
 */
export interface Task<B> {
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  batch(update: number): B | Promise<B>;
  /** The loss as a sum of parts; they are differentiated one by one, which bounds memory by the largest. */
  losses(batch: B, update: number): readonly (() => tf.Scalar)[];
  /** Names of the parameters that this update may change; default: all. */
  trained?(update: number): Iterable<string>;
  /** Frees what the batch holds. */
  release?(batch: B): void;
  /** How an update can be made to need less memory, where there is a way. */
  readonly smaller?: string;
  /** Tokens that the batch holds, padding included, where it is one of text. */
  tokens?(batch: B): number;
  /** Where the losses of an update are differentiated elsewhere, all at the same time: `batch` and `losses` are not called. */
  readonly elsewhere?: Elsewhere | undefined;
  /** Says which batch this is, so that a failing one can be made again. */
  describe(update: number): string;
  readonly validation?: Validation;
  /** Told the scores of each validation, after so many updates, before the next; where a training goes on, the last ones. */
  readonly validated?: (scores: Scores, updates: number) => void;
  /** Where updates of several kinds take turns: the kind of each, and the updates after which their times are known. */
  readonly turns?: { readonly cycle: number; readonly kind: (update: number) => string };
}

/** Makes the parts of an update's loss. */
export interface Elsewhere {
  parts(update: number): Promise<Parts>;
}

/** The parts of an update's loss, each of which is asked for once, in order. */
export interface Parts {
  readonly parts: readonly (() => LossPart)[];
  /** Of the batch. */
  readonly tokens: number;
  /** Operations of products that the engine of this thread does not count. */
  readonly flops: number;
}

export interface TrainingOptions extends OptimizerOptions {
  readonly updates: number;
  readonly schedule: Schedule;
  /** What is validated, kept and used: a mean of the parameters; absent: the parameters themselves. */
  readonly average?: AverageOptions | undefined;
  /** Updates between two lines of metrics.jsonl. */
  readonly logEvery: number;
  /** Minutes between two checkpoints: what a crash can cost. */
  readonly checkpointMinutes: number;
}
