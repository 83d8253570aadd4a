import type * as tf from '@tensorflow/tfjs';

/** Parameters as numbers, one list for each, in their order. */
export const valuesOf = (parameters: ReadonlyMap<string, tf.Variable>): number[][] =>
  [...parameters.values()].map((variable) => [...variable.dataSync()]);
