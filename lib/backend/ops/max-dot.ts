/** The scores of pointers: a weighted sum over the larger of two vectors, for every pair, without storing the vectors. */
import * as tf from '@tensorflow/tfjs';

/** Numbers of the largest block that is held at a time: 16 MiB of them. */
const LARGEST_BLOCK = 2 ** 22;

/**
 * `out[b, p, q] = sum_h weight_h max(x_bpqh, y_bpqh)` for weight [H, 1] and x, y [B, P, Q, H], either of which may be 1
 * long instead of P or Q: [B, P, Q]. Values and gradients are made in blocks along P, so that what is held grows with
 * the operands and not with P * Q * H. Where x and y tie, x gets the gradient.
 */
export function maxDot(
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  weight: tf.Tensor2D,
  largestBlock = LARGEST_BLOCK,
): tf.Tensor3D {
  const blocks = blocksOf(x, y, largestBlock);
  const op = tf.customGrad<tf.Tensor3D>((...received) => {
    const save = received.at(-1) as tf.GradSaveFunc;
    save([x, y, weight]);
    return {
      value: dots(x, y, weight, blocks),
      gradFunc: (dy: tf.Tensor, tensors: tf.Tensor[]) => gradients(dy, tensors, blocks),
    };
  });
  return op(x, y, weight);
}

/** First row and number of rows of a block along P. */
type Block = readonly [start: number, rows: number];

function dots(x: tf.Tensor4D, y: tf.Tensor4D, weight: tf.Tensor2D, blocks: readonly Block[]): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, , columns, width] = extent(x, y);
    const parts = blocks.map(([start, rows]) =>
      tf.tidy(() => {
        const larger = tf.maximum(rowsOf(x, start, rows), rowsOf(y, start, rows));
        return tf.reshape<tf.Rank.R3>(tf.matMul(tf.reshape(larger, [-1, width]), weight), [
          batch,
          rows,
          columns,
        ]);
      }),
    );
    return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
  });
}

/** Of x, y and weight. */
function gradients(dy: tf.Tensor, saved: tf.Tensor[], blocks: readonly Block[]): tf.Tensor[] {
  const [x, y, weight] = saved as [tf.Tensor4D, tf.Tensor4D, tf.Tensor2D];
  return tf.tidy(() => {
    const parts = blocks.map(([start, rows]) => tf.tidy(() => blockGradients(dy, x, y, weight, start, rows)));
    const collected = (operand: number, isShared: boolean) => {
      const pieces = parts.map((part) => part[operand]);
      if (pieces.length === 1) return pieces[0];
      return isShared ? tf.addN(pieces) : tf.concat(pieces, 1);
    };
    return [collected(0, x.shape[1] === 1), collected(1, y.shape[1] === 1), collected(2, true)];
  });
}

function blockGradients(
  dy: tf.Tensor,
  x: tf.Tensor4D,
  y: tf.Tensor4D,
  weight: tf.Tensor2D,
  start: number,
  rows: number,
): tf.Tensor[] {
  const [batch, , columns, width] = extent(x, y);
  const [left, right] = [rowsOf(x, start, rows), rowsOf(y, start, rows)];
  const own = rows === dy.shape[1] ? dy : tf.slice(dy, [0, start, 0], [batch, rows, columns]);
  const slope = tf.reshape(own, [-1, 1]);
  const both = tf.reshape(tf.matMul(slope, weight, false, true), [batch, rows, columns, width]);
  const toLeft = tf.mul(both, tf.cast(tf.greaterEqual(left, right), 'float32'));
  const larger = tf.reshape(tf.maximum(left, right), [-1, width]);
  return [
    summedTo(toLeft, left.shape),
    summedTo(tf.sub(both, toLeft), right.shape),
    tf.matMul(larger, slope, true),
  ];
}

/** B, P, Q and H. */
function extent(x: tf.Tensor4D, y: tf.Tensor4D): number[] {
  return x.shape.map((size, axis) => Math.max(size, y.shape[axis]));
}

function blocksOf(x: tf.Tensor4D, y: tf.Tensor4D, largestBlock: number): Block[] {
  const [batch, rows, columns, width] = extent(x, y);
  const perBlock = Math.max(1, Math.floor(largestBlock / (batch * columns * width)));
  const starts = Array.from({ length: Math.ceil(rows / perBlock) }, (_, block) => block * perBlock);
  return starts.map((start) => [start, Math.min(perBlock, rows - start)]);
}

function rowsOf(x: tf.Tensor4D, start: number, rows: number): tf.Tensor4D {
  return x.shape[1] === 1 || x.shape[1] === rows ? x : tf.slice(x, [0, start, 0, 0], [-1, rows, -1, -1]);
}

/** The sum over the axes along which an operand of this shape was repeated. */
function summedTo(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const repeated = [1, 2].filter((axis) => shape[axis] === 1 && gradient.shape[axis] !== 1);
  return repeated.length > 0 ? tf.sum(gradient, repeated, true) : gradient;
}
