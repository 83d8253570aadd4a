/** What a fused op is held to: its composition, on the same inputs. */
import * as tf from '@tensorflow/tfjs';
import { Numbers, type Values } from '../native/support.ts';

export type Op<R extends tf.Tensor | tf.Tensor[] = tf.Tensor> = (...tensors: tf.Tensor[]) => R;

/** A fused op and its twin, which must agree in value and in the gradients of all inputs. */
export interface DifferentiableTwins {
  readonly inputs: Values[];
  readonly fused: Op;
  readonly composed: Op;
}

/** Those that have no gradient must agree in all that they give. */
export interface PlainTwins {
  readonly inputs: Values[];
  readonly fused: Op<tf.Tensor[]>;
  readonly composed: Op<tf.Tensor[]>;
}

/**
 * Twins by the number of a trial: each makes the sizes, masks and ties of others. `headWidths` are those of attention; by
 * default all.
 */
export type MakeTwins<T = DifferentiableTwins> = (
  numbers: Numbers,
  trial: number,
  headWidths?: readonly number[],
) => T;

/** A 0/1 tensor that is the same whenever it is made. */
export function maskOf(shape: number[], key: string, dtype: 'float32' | 'bool' = 'float32'): tf.Tensor {
  return tf.tensor(new Numbers(key).bools(shape).data, shape, dtype);
}

/** Every third trial uses few distinct values, so that maxima tie. */
export function maybeTied(values: Values, trial: number): Values {
  return trial % 3 === 2 ? { ...values, data: values.data.map((value) => Math.round(value)) } : values;
}
