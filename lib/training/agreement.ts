/** Whether an engine computes what pure JavaScript does: small models of each kind, trained a little on both. */
import * as tf from '@tensorflow/tfjs';
import { type LanguageExperiment, presets } from '../experiment/index.ts';
import { Nar } from '../model/nar/index.ts';
import { Parameters } from '../model/parameters.ts';
import { Optimizer, type OptimizerOptions } from '../optimizer/index.ts';
import { freshLearner } from './fresh-learner.ts';
import { takeUpdate } from './loop/take-update.ts';
import type { Task } from './loop/task.ts';
import { narTask } from './nar-task.ts';

/** A model with fresh weights, and how it learns. */
export interface Pupil<B> {
  readonly task: Task<B>;
  readonly options: OptimizerOptions;
}

/** What some updates were, one after another. */
export interface Course {
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  /** Tensors that the last update left behind. */
  readonly left: number;
}

/** The pupils by name; each makes its models on the engine that computes. */
type Pupils = Readonly<Record<string, () => Pupil<unknown>>>;

/** The models of the preset `smoke`: a reasoner, a Transformer, TransNAR. */
export const smallPupils: Pupils = {
  reasoner() {
    const experiment = presets.smoke.nar;
    const parameters = Parameters.seeded(experiment.seed);
    const nar = new Nar(experiment.model, experiment.algorithms, parameters);
    return { task: narTask(experiment, nar, parameters), options: experiment.training };
  },
  Transformer: () => languagePupil(presets.smoke.transformer),
  TransNAR: () => languagePupil(presets.smoke.transnar),
};

function languagePupil(experiment: LanguageExperiment): Pupil<unknown> {
  return { task: freshLearner(experiment).task, options: experiment.training };
}

/** Trains a pupil for some updates on an engine that has been started before, and leaves that one current. */
export async function courseOn(engine: string, make: () => Pupil<unknown>, updates: number): Promise<Course> {
  await tf.setBackend(engine);
  const { task, options } = make();
  const optimizer = new Optimizer(task.parameters, options);
  const [losses, gradientNorms]: [number[], number[]] = [[], []];
  let left = 0;
  for (let update = 0; update < updates; update++) {
    const before = tf.memory().numTensors;
    const { result } = await takeUpdate(task, optimizer, { update, learningRate: rate });
    losses.push(result.loss);
    gradientNorms.push(result.gradientNorm);
    left = tf.memory().numTensors - before;
  }
  optimizer.dispose();
  tf.dispose([...task.parameters.values()]);
  return { losses, gradientNorms, left };
}

const rate = 1e-3;

/** The largest relative difference between the numbers of two courses. */
export function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]) / Math.max(Math.abs(x), 1e-12)));
}
