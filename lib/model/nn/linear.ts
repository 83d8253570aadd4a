/** Linear layers: how they are named, initialised and applied. */
import type * as tf from '@tensorflow/tfjs';
import { type Activation, type Joining, linear } from '../../backend/index.ts';
import { type Initializer, constant, truncatedGaussian } from '../initializers.ts';
import type { Parameters } from '../parameters.ts';

export interface LinearOptions {
  /** Default: normal with deviation 1/sqrt(inputs), cut off at two deviations. */
  readonly weight?: Initializer;
  /** Default: zero; `false` for a layer without a bias. */
  readonly bias?: Initializer | false;
  readonly activation?: Activation;
}

/** The parameters of a linear layer: weight [I, O] and bias [O]. */
export interface LinearParameters {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D | undefined;
}

/** Creates `NAME.weight` and `NAME.bias`. */
export function linearParameters(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  { weight = truncatedGaussian(1 / Math.sqrt(inputs)), bias = constant(0) }: LinearOptions = {},
): LinearParameters {
  const scope = parameters.scope(name);
  return {
    weight: scope.create('weight', [inputs, outputs], weight) as tf.Tensor as tf.Tensor2D,
    bias: bias ? (scope.create('bias', [outputs], bias) as tf.Tensor as tf.Tensor1D) : undefined,
  };
}

export type Layer = (x: tf.Tensor) => tf.Tensor;

/** A layer whose result may join a residual stream. */
export type JoiningLayer = (x: tf.Tensor, joining?: Joining) => tf.Tensor;

/** x [..., I] to [..., O]. */
export function linearLayer(
  parameters: Parameters,
  name: string,
  inputs: number,
  outputs: number,
  options: LinearOptions = {},
): JoiningLayer {
  const { weight, bias } = linearParameters(parameters, name, inputs, outputs, options);
  return (x, joining) => linear(x, weight, bias, options.activation, joining);
}
