/** Weighted sums of maxima. */
import * as tf from '@tensorflow/tfjs';
import type { MaxDotInputs } from '../../kernels.ts';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedMaxDot } from '../../ops/max-dot.ts';
import type { NativeBackend } from '../native-backend.ts';
import { assertShape, floatsOf, tensorOf } from '../tensors.ts';

/** `maxDot`; the larger vectors are made again for the gradient. */
export function nativeMaxDot(backend: NativeBackend, inputs: MaxDotInputs): tf.Tensor3D {
  const { rows, columns, pairs, weight } = inputs;
  if (rows.size === 0 || columns.size === 0) return composedMaxDot(inputs);
  const [batch, count, width] = rows.shape;
  const options = columns.shape[1];
  assertShape('The columns', columns, [batch, options, width]);
  for (const pair of pairs) assertShape('The pairs', pair, [batch, count, options, width]);
  assertShape('The weight', weight, [width, 1]);
  if (pairs.length > 2) throw new Error('At most two tensors of pairs can be added.');
  const tensors = [rows, columns, weight, ...pairs];
  const values = ([row, column, factor, ...added]: readonly tf.Tensor[]): (Float32Array | null)[] => {
    const [first, second] = [0, 1].map((index) => (added[index] ? floatsOf(backend, added[index]) : null));
    return [floatsOf(backend, row), floatsOf(backend, column), first, second, floatsOf(backend, factor)];
  };
  return withGradient<tf.Tensor3D>(tensors, (save) => {
    const out = backend.output([batch, count, options]);
    backend.addon.maxDot(batch, count, options, width, ...values(tensors), out.values);
    save(tensors);
    const gradFunc = (dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] => {
      const results = saved.slice(0, 4).map(({ shape }) => backend.output(shape));
      const slopes = [0, 1, 2, 3].map((index) => results[index]?.values ?? null);
      backend.addon.maxDotGradient(
        ...[batch, count, options, width],
        ...[...values(saved), floatsOf(backend, dy), ...slopes],
      );
      const gradients = results.map((result) => tensorOf(result));
      return saved.length > 4 ? [...gradients, tf.clone(gradients[3])] : gradients;
    };
    return { value: tensorOf(out), gradFunc };
  });
}
