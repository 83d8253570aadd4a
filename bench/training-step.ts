/** A training step of a model of the library by its optimiser, and all that another program needs to take the same one. */
import type * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../lib/model/parameters.ts';
import { Optimizer } from '../lib/optimizer/index.ts';
import { encodeSafetensors } from '../lib/store/safetensors.ts';
import type { Workload } from './measure.ts';

/** Of products; undefined: float32. */
export type Precision = 'bfloat16' | 'float16' | undefined;

/** What sets it in an experiment: float32 is the field left out. */
export const inPrecision = (precision: Precision): string[] =>
  precision ? [`training.precision=${JSON.stringify(precision)}`] : [];

/** What is trained. */
export interface Trainee {
  readonly parameters: Parameters;
  /** What the loss is computed from, by name. */
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  /** What cannot be told from the shapes of parameters and inputs. */
  readonly sizes: Readonly<Record<string, number>>;
  readonly loss: () => tf.Scalar;
  /** Floating-point operations of a step, those of elementwise operations not counted. */
  readonly flops: number;
}

export interface TrainingWorkload extends Workload {
  /** Scalars that are trained. */
  readonly parameters: number;
  readonly loss: () => tf.Scalar;
  /** Parameters and inputs before the first step as safetensors, which the programs of bench/peers start from. */
  readonly start: () => Uint8Array;
}

/** Of both programs. */
const learningRate = 1e-3;
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, clip: 1 };

export function trainingStep(
  { parameters, inputs, sizes, loss, flops }: Trainee,
  precision?: Precision,
): TrainingWorkload {
  const optimizer = new Optimizer(parameters.entries(), { adam, precision });
  let count = 0;
  return {
    flops,
    parameters: parameters.count(),
    loss,
    step: () => optimizer.update([loss], { learningRate, count: ++count }).loss,
    start: () => {
      const tensors = [...parameters.entries(), ...Object.entries(inputs).map(prefixed)];
      const named = tensors.map(([name, tensor]) => [name, plain(tensor)] as const);
      return encodeSafetensors(new Map(named), {
        sizes: JSON.stringify({ ...sizes, ...adam, learningRate, flops }),
      });
    },
  };
}

const prefixed = ([name, tensor]: [string, tf.Tensor]) => [`inputs.${name}`, tensor] as const;

const plain = (tensor: tf.Tensor) => ({
  shape: tensor.shape,
  data: Float32Array.from(tensor.dataSync()),
});
