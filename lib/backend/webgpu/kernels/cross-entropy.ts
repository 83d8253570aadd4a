/** Cross-entropy, a workgroup for each row; nothing of its size but the gradient is made. */
import * as tf from '@tensorflow/tfjs';
import { withGradient } from '../../ops/custom-gradient.ts';
import { composedSoftmaxCrossEntropy } from '../../ops/cross-entropy.ts';
import { type Program, output, reduce, run, sum, tensorOf } from '../dispatch.ts';
import type { WebgpuBackend } from '../webgpu-backend.ts';

const INVOCATIONS = 128;

const forward: Program = {
  reads: { x: 'f32', shares: 'f32', targets: 'i32' },
  writes: ['nats', 'logSums'],
  numbers: { rows: 'u32', classes: 'u32' },
  invocations: INVOCATIONS,
  before: `var<workgroup> part : array<f32, ${INVOCATIONS}>;`,
  body: `
  if (group >= p.rows) { return; }
  let start = group * p.classes;
  var largest = -3.0e38;
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) { largest = max(largest, x[start + c]); }
  part[l] = largest;
  ${reduce('part', INVOCATIONS, (a, b) => `max(${a}, ${b})`)}
  largest = part[0];
  workgroupBarrier();
  var total = 0.0;
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) { total += exp(x[start + c] - largest); }
  part[l] = total;
  ${reduce('part', INVOCATIONS, sum)}
  if (l == 0u) {
    let logSum = largest + log(part[0]);
    logSums[group] = logSum;
    nats[group] = (logSum - x[start + u32(targets[group])]) * shares[group];
  }`,
};

const backward: Program = {
  reads: { x: 'f32', shares: 'f32', targets: 'i32', logSums: 'f32', dy: 'f32' },
  writes: ['dx'],
  numbers: { rows: 'u32', classes: 'u32' },
  invocations: INVOCATIONS,
  body: `
  if (group >= p.rows) { return; }
  let start = group * p.classes;
  let factor = dy[0] * shares[group];
  for (var c = l; c < p.classes; c += ${INVOCATIONS}u) {
    let hit = select(0.0, 1.0, c == u32(targets[group]));
    dx[start + c] = (exp(x[start + c] - logSums[group]) - hit) * factor;
  }`,
};

/** `softmaxCrossEntropy`; the backward pass computes the softmax again from one number per row. */
export function webgpuSoftmaxCrossEntropy(
  backend: WebgpuBackend,
  logits: tf.Tensor,
  targets: tf.Tensor,
  weights: tf.Tensor,
): tf.Scalar {
  if (logits.size === 0) return composedSoftmaxCrossEntropy(logits, targets, weights);
  const classes = logits.shape.at(-1) ?? 1;
  const rows = logits.size / classes;
  const numbers = [rows, classes];
  return withGradient<tf.Scalar>([logits], (save) => {
    const chosen = tf.cast(targets, 'int32');
    const shares = tf.tidy(() => {
      const floats = tf.cast(weights, 'float32');
      return tf.div(floats, tf.maximum(tf.sum(floats), 1e-30));
    });
    const [nats, logSums] = [output(backend, [rows]), output(backend, [rows])];
    run(backend, forward, {
      reads: [logits, shares, chosen],
      writes: [nats, logSums],
      numbers,
      groups: rows,
    });
    save([logits, shares, chosen, tensorOf(logSums)]);
    const gradFunc = (dy: tf.Scalar, saved: tf.Tensor[]): tf.Tensor[] => {
      const dx = output(backend, logits.shape);
      run(backend, backward, { reads: [...saved, dy], writes: [dx], numbers, groups: rows });
      return [tensorOf(dx)];
    };
    return { value: tf.sum(tensorOf(nats)).asScalar(), gradFunc };
  });
}
