/** Cross-entropy, a workgroup for each row; nothing of its size but the gradient is made. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedSoftmaxCrossEntropy } from '../../ops/cross-entropy.ts';
import { type Program, output, programs, run, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const INVOCATIONS = 128;

const forward: Program = {
  reads: { x: 'f32', shares: 'f32', targets: 'i32' },
  writes: ['nats', 'logSums'],
  numbers: { rows: 'u32', classes: 'u32' },
  invocations: INVOCATIONS,
  reduces: ['max', 'sum'],
  body: `
  if (group >= p.rows) { return; }
  let start = group * p.classes;
  var largest = -3.0e38;
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) { largest = max(largest, x[start + c]); }
  largest = groupMax(largest);
  var total = 0.0;
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) { total += exp(x[start + c] - largest); }
  total = groupSum(total);
  if (l == 0u) {
    let logSum = largest + log(total);
    logSums[group] = logSum;
    nats[group] = (logSum - x[start + u32(targets[group])]) * shares[group];
  }`,
};

/** In the place of the logits, for a loss whose own gradient is 1; or along dy into an array of its own. */
const backward = programs((inPlace: boolean): Program => ({
  reads: {
    ...(!inPlace && ({ x: 'f32' } as const)),
    ...{ shares: 'f32', targets: 'i32', logSums: 'f32' },
    ...(!inPlace && ({ dy: 'f32' } as const)),
  },
  writes: [inPlace ? 'x' : 'dx'],
  numbers: { rows: 'u32', classes: 'u32' },
  invocations: INVOCATIONS,
  body: `
  if (group >= p.rows) { return; }
  let start = group * p.classes;
  let factor = ${inPlace ? '' : 'dy[0] * '}shares[group];
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) {
    let hit = select(0.0, 1.0, c == u32(targets[group]));
    ${inPlace ? 'x' : 'dx'}[start + c] = (exp(x[start + c] - logSums[group]) - hit) * factor;
  }`,
}));

/** Classes as the kernels read them, and weights as shares of 1; all 0 if they are. */
export function targetsOf(
  targets: tf.Tensor,
  weights: tf.Tensor,
): { readonly chosen: tf.Tensor; readonly shares: tf.Tensor } {
  const chosen = tf.cast(targets, 'int32');
  const shares = tf.tidy(() => {
    const floats = tf.cast(weights, 'float32');
    return tf.div(floats, tf.maximum(tf.sum(floats), 1e-30));
  });
  return { chosen, shares };
}

const sizesOf = (logits: tf.Tensor) => {
  const classes = logits.shape.at(-1) ?? 1;
  return [logits.size / classes, classes] as const;
};

/** Of each row of logits its share of the loss, and the logarithm of the sum of its exponentials. */
export function rowLosses(
  backend: WebgpuBackend,
  logits: tf.Tensor,
  shares: tf.Tensor,
  chosen: tf.Tensor,
): [nats: tf.Tensor, logSums: tf.Tensor] {
  const numbers = sizesOf(logits);
  const [rows] = numbers;
  const writes = [output(backend, [rows]), output(backend, [rows])] as const;
  run(backend, forward, { reads: [logits, shares, chosen], writes, numbers, groups: rows });
  return [tensorOf(writes[0]), tensorOf(writes[1])];
}

/** Puts the gradient of the sum of `rowLosses` in the place of the logits. */
export function slopesInPlace(
  backend: WebgpuBackend,
  logits: tf.Tensor,
  ...known: readonly tf.Tensor[]
): void {
  const numbers = sizesOf(logits);
  run(backend, backward(true), { reads: known, writes: [logits], numbers, groups: numbers[0] });
}

/** `softmaxCrossEntropy`; the backward pass computes the softmax again from one number per row. */
export function webgpuSoftmaxCrossEntropy(
  backend: WebgpuBackend,
  logits: tf.Tensor,
  targets: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  if (logits.size === 0) return composedSoftmaxCrossEntropy(logits, targets, weights);
  return withGradient<tf.Scalar>([logits], (save) => {
    const { chosen, shares } = targetsOf(targets, weights);
    const [nats, logSums] = rowLosses(backend, logits, shares, chosen);
    save([logits, shares, chosen, logSums]);
    const gradFunc = (dy: tf.Scalar, saved: tf.Tensor[]): tf.Tensor[] => {
      const dx = output(backend, logits.shape);
      const numbers = sizesOf(logits);
      run(backend, backward(false), { reads: [...saved, dy], writes: [dx], numbers, groups: numbers[0] });
      return [tensorOf(dx)];
    };
    return { value: tf.sum(nats).asScalar(), gradFunc };
  });
}
