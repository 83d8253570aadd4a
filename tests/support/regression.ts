/** The smallest task that learns: what a training does can be said of it exactly. */
import * as tf from '@tensorflow/tfjs';
import { gaussian } from '../../lib/model/initializers.ts';
import { Parameters } from '../../lib/model/parameters.ts';
import { keyed } from '../../lib/random/index.ts';
import type { Task, TrainingOptions } from '../../lib/training/loop/task.ts';
import { valuesOf } from './parameter-values.ts';
import { shortTraining } from './trainings.ts';

/** Long enough for three validations. */
export const regressionTraining: TrainingOptions = {
  ...shortTraining,
  updates: 24,
  schedule: { peak: 0.05, warmup: 4, floor: 0.1 },
  logEvery: 4,
};

/** Fits a random linear map; two parameters take turns when `alternate` is set. */
export function regression(alternate = false): Task<tf.Tensor2D> & { dispose(): void } {
  const parameters = Parameters.seeded(3);
  const weight = parameters.create('weight', [4, 2], gaussian(1));
  const bias = parameters.create('bias', [2], gaussian(1));
  const target = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [4, 2]);
  return {
    parameters: parameters.entries(),
    batch: (update) => tf.tensor2d(Float32Array.from(keyed('data', update).uniforms(32)), [8, 4]),
    losses: (x) => {
      const loss = () => x.matMul(weight).add(bias).sub(x.matMul(target)).square().mean<tf.Scalar>();
      return [loss];
    },
    release: (x) => x.dispose(),
    describe: (update) => `batch ${update}`,
    ...(alternate ? { trained: (update: number) => [update % 2 === 0 ? 'weight' : 'bias'] } : {}),
    dispose() {
      parameters.dispose();
      target.dispose();
    },
  };
}

/** What its parameters hold. */
export const values = ({ parameters }: Task<tf.Tensor2D>) => valuesOf(parameters);
