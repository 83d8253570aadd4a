/** Triplets in rows, never all at once. */
import * as tf from '@tensorflow/tfjs';
import type { TripletInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedTripletMax } from '../../ops/triplets.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

/** `tripletMax`; holds nothing of size N^3 unless it is given that. */
export function nativeTripletMax(backend: NativeBackend, inputs: TripletInputs): tf.Tensor4D {
  if (inputs.ab.size === 0 || inputs.abc) return composedTripletMax(inputs);
  const nodeMask = inputs.nodeMask && tf.cast(inputs.nodeMask, 'float32');
  const result = largestTriplets(backend, { ...inputs, nodeMask });
  nodeMask?.dispose();
  return result;
}

function largestTriplets(backend: NativeBackend, inputs: TripletInputs): tf.Tensor4D {
  const { a, b, c, ab, ac, bc, graph, nodeMask } = inputs;
  const [batches, nodes, features] = a.shape;
  const pairs = [batches, nodes, nodes, features] as const;
  for (const tensor of [b, c]) assertShape('Features per node', tensor, a.shape);
  for (const tensor of [ab, ac, bc]) assertShape('Features per pair', tensor, pairs);
  assertShape('The graph features', graph, [batches, features]);
  if (nodeMask) assertShape('The node mask', nodeMask, [batches, nodes]);
  const tensors = [a, b, c, ab, ac, bc, graph];
  const values = (list: readonly tf.Tensor[]): (Float32Array | null)[] => {
    const arrays = list.map((tensor) => floatsOf(backend, tensor));
    return nodeMask ? arrays : [...arrays, null];
  };
  return withGradient<tf.Tensor4D>(tensors, (save) => {
    const kept = nodeMask ? [...tensors, nodeMask] : tensors;
    const out = backend.output(pairs);
    backend.addon.triplets(batches, nodes, features, ...values(kept), out.values);
    save(kept);
    const gradFunc = (dy: tf.Tensor4D, saved: tf.Tensor[]): tf.Tensor[] => {
      const [abOutput, acOutput] = [backend.output(pairs), backend.output(pairs)];
      const slopes = [floatsOf(backend, dy), abOutput.values, acOutput.values];
      backend.addon.tripletsGradient(batches, nodes, features, ...values(saved), ...slopes);
      const [abGradient, perB] = [tensorOf(abOutput), tf.sum(dy, 2)];
      const perNode = [tf.sum(abGradient, 2), perB, tf.sum(dy, 1)];
      return [...perNode, abGradient, tensorOf(acOutput), tf.clone(dy), tf.sum(perB, 1)];
    };
    return { value: tensorOf(out), gradFunc };
  });
}
