/** What the driver has to know of a kind of experiment: how its models are built, and what they learn. */
import type * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../model/parameters.ts';
import type { Experiment } from '../experiment/index.ts';
import type { Task, TrainingOptions } from './loop/task.ts';
import type { Trained, TrainedBy } from './trained.ts';

/** Gives what another experiment trains; where that has not been done, it is done first, or refused. */
export type Need = <E extends Experiment>(experiment: E) => Promise<TrainedBy<E>>;

/** What is to be learned, and what is done when that has ended, well or not. */
export interface Assignment {
  readonly task: Task<unknown>;
  readonly close?: () => void | Promise<void>;
}

/** Models with fresh parameters. */
export interface Built<T extends Trained> {
  /** What is given out, but for its run and parameters. */
  readonly result: Omit<T, keyof Trained>;
  /** What training changes and checkpoints hold. */
  readonly learned: ReadonlyMap<string, tf.Variable>;
  /** Gives the models their first weights and what they are to learn. Asked for only where the run has not ended. */
  readonly assign: () => Assignment | Promise<Assignment>;
}

export interface Kind<E extends Experiment, T extends Trained> {
  /** Which parameters are used in the end: those of the last update, or the best by validation. */
  readonly uses: 'checkpoint' | 'best';
  seed(experiment: E): number;
  training(experiment: E): TrainingOptions;
  /** Throws what would refuse the experiment only after what it needs was trained. Asked for before a training. */
  examine?(experiment: E): void;
  /** What is needed lives as long as the models. Throws where the experiment does not fit what it starts from. */
  build(experiment: E, parameters: Parameters, need: Need): Built<T> | Promise<Built<T>>;
}
