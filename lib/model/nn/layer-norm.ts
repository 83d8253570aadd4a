/** Layer normalisation with a learned scale and offset. */
import type * as tf from '@tensorflow/tfjs';
import { layerNorm } from '../../backend/index.ts';
import { constant } from '../initializers.ts';
import type { Parameters } from '../parameters.ts';
import type { Layer } from './linear.ts';

/** Creates `NAME.scale` and `NAME.offset`; normalises over the last axis, x [..., width]. */
export function layerNormLayer(parameters: Parameters, name: string, width: number, epsilon = 1e-5): Layer {
  const scope = parameters.scope(name);
  const scale = scope.create('scale', [width], constant(1)) as tf.Tensor as tf.Tensor1D;
  const offset = scope.create('offset', [width], constant(0)) as tf.Tensor as tf.Tensor1D;
  return (x) => layerNorm(x, scale, offset, epsilon);
}
