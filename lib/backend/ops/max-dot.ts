/** The scores of pointers: a weighted sum over the larger of two vectors, for every pair, without storing the vectors. */
import * as tf from '@tensorflow/tfjs';
import type { MaxDotInputs } from '../kernels.ts';
import { fused } from '../registry.ts';
import { withGradient } from './custom-gradient.ts';

/**
 * `out[b, p, q] = sum_h weight_h max(columns_bqh, rows_bph + pairs_bpqh)`, [B, P, Q]. Where the two tie, the column
 * gets the gradient.
 */
export const maxDot = fused('maxDot', (inputs) => composedMaxDot(inputs));

/** Numbers of the largest block that the composition holds at a time: 16 MiB of them. */
const LARGEST_BLOCK = 2 ** 22;

/** The specification of {@link maxDot}, in plain tfjs ops, in blocks of rows: what it holds does not grow with P * Q. */
export function composedMaxDot(inputs: MaxDotInputs, largestBlock = LARGEST_BLOCK): tf.Tensor3D {
  const { rows, columns, pairs, weight } = inputs;
  const tensors = [rows, columns, weight, ...pairs];
  const blocks = blocksOf(inputs, largestBlock);
  return withGradient<tf.Tensor3D>(tensors, (save) => {
    save(tensors);
    const scores = blocks.map((block) => tf.tidy(() => blockScores(blockOf(inputs, block))));
    const gradFunc = (dy: tf.Tensor3D, saved: tf.Tensor[]): tf.Tensor[] => {
      const [savedRows, savedColumns, savedWeight, ...savedPairs] = saved;
      const operands = { rows: savedRows, columns: savedColumns, pairs: savedPairs, weight: savedWeight };
      return gradients(operands as unknown as MaxDotInputs, dy, blocks);
    };
    return { value: tf.concat(scores, 1), gradFunc };
  });
}

/** First row and number of rows. */
type Block = readonly [start: number, rows: number];

function blocksOf({ rows, columns }: MaxDotInputs, largestBlock: number): Block[] {
  const [batch, count, width] = rows.shape;
  const perBlock = Math.max(1, Math.floor(largestBlock / (batch * columns.shape[1] * width)));
  const starts = Array.from({ length: Math.ceil(count / perBlock) }, (_, block) => block * perBlock);
  return starts.map((start) => [start, Math.min(perBlock, count - start)]);
}

function blockOf({ rows, columns, pairs, weight }: MaxDotInputs, block: Block): MaxDotInputs {
  const part = <T extends tf.Tensor>(tensor: T) => tf.slice(tensor, [0, block[0]], [-1, block[1]]);
  return { rows: part(rows), columns, pairs: pairs.map(part), weight };
}

/** The two sides of the maximum, [B, P, Q, H] or ready to broadcast to that. */
function sides({ rows, columns, pairs }: MaxDotInputs): [tf.Tensor, tf.Tensor] {
  const perRow = tf.expandDims(rows, 2);
  return [tf.expandDims(columns, 1), pairs.reduce<tf.Tensor>((sum, pair) => tf.add(sum, pair), perRow)];
}

function blockScores(inputs: MaxDotInputs): tf.Tensor3D {
  const { rows, columns, weight } = inputs;
  const [batch, count, width] = rows.shape;
  const larger = tf.reshape(tf.maximum(...sides(inputs)), [-1, width]);
  return tf.reshape<tf.Rank.R3>(tf.matMul(larger, weight), [batch, count, columns.shape[1]]);
}

/** Of rows, columns, weight and each of the pairs. */
function gradients(inputs: MaxDotInputs, dy: tf.Tensor3D, blocks: readonly Block[]): tf.Tensor[] {
  const parts = blocks.map((block) =>
    tf.tidy(() => blockGradients(blockOf(inputs, block), tf.slice(dy, [0, block[0]], [-1, block[1]]))),
  );
  const joined = (operand: number) => tf.concat(parts.map((part) => part[operand]), 1); // prettier-ignore
  const summed = (operand: number) => tf.addN(parts.map((part) => part[operand]));
  const pairs = inputs.pairs.length > 0 ? joined(3) : undefined;
  return [joined(0), summed(1), summed(2), ...inputs.pairs.map(() => tf.clone(pairs!))];
}

/** Of rows, columns, weight and a pair. */
function blockGradients(inputs: MaxDotInputs, dy: tf.Tensor3D): tf.Tensor[] {
  const { rows, columns, weight } = inputs;
  const [batch, count, width] = rows.shape;
  const [left, right] = sides(inputs);
  const slope = tf.reshape(dy, [-1, 1]);
  const shape = [batch, count, columns.shape[1], width];
  const both = tf.reshape(tf.matMul(slope, weight, false, true), shape);
  const toColumn = tf.mul(both, tf.cast(tf.greaterEqual(left, right), 'float32'));
  const toRow = tf.sub(both, toColumn);
  const larger = tf.reshape(tf.maximum(left, right), [-1, width]);
  return [tf.sum(toRow, 2), tf.sum(toColumn, 1), tf.matMul(larger, slope, true), toRow];
}
