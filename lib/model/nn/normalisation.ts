/** Which normalisation a model has. */
import type * as tf from '@tensorflow/tfjs';
import { rmsNorm } from '../../backend/index.ts';
import { constant } from '../initializers.ts';
import type { Parameters } from '../parameters.ts';
import { layerNormLayer } from './layer-norm.ts';
import type { Layer } from './linear.ts';

export type NormKind = 'rms' | 'layer';

/** Normalisation over the last axis, x [..., width]: creates `NAME.scale` and, for `layer`, `NAME.offset`. */
export function normalisation(
  parameters: Parameters,
  name: string,
  width: number,
  kind: NormKind,
  epsilon: number,
): Layer {
  if (kind === 'layer') return layerNormLayer(parameters, name, width, epsilon);
  const scale = parameters.scope(name).create('scale', [width], constant(1)) as tf.Tensor as tf.Tensor1D;
  return (x) => rmsNorm(x, scale, epsilon);
}
