/** What a prediction is compared with: true values, and which of them count (the reference's losses.py). */
import * as tf from '@tensorflow/tfjs';
import { type Batch, type Feature, probeShape } from '../../dataset/index.ts';

/** R rows: one for each bit, number, or choice among several. */
export interface Target {
  /** [R], a number or bit (float32), or the index of the true choice (int32). */
  readonly values: tf.Tensor1D;
  /** [R], 1 where the row counts, 0 for padding and what the truth leaves open (-1). */
  readonly weights: tf.Tensor1D;
  /** Number of rows that count. */
  readonly counted: number;
}

/** One sample's values within a feature. */
interface Slot {
  readonly sample: number;
  /** Index among all blocks of the feature: sample, or step * B + sample. */
  readonly block: number;
  readonly counts: boolean;
  /** Which items count, 1 each; default all. Of several bits of which one is 1, that one is the item. */
  readonly items?: Float32Array | undefined;
}

/** Targets of an output, over the samples for which `counts` holds. */
export function outputTarget(feature: Feature, batch: Batch, counts: (sample: number) => boolean): Target {
  const slots = samplesOf(batch).map((sample) => ({ sample, block: sample, counts: counts(sample) }));
  return targetOf(feature, batch, slots);
}

/** Targets of a hint for the predictions of steps `from`, ..., `to` - 1: the hints one step later. */
export function hintTarget(feature: Feature, batch: Batch, from: number, to: number): Target {
  const slots: Slot[] = [];
  for (let step = from; step < to; step++) {
    for (const sample of samplesOf(batch)) {
      const counts = step + 1 < batch.lengths[sample];
      slots.push({ sample, block: (step + 1) * batch.size + sample, counts });
    }
  }
  return targetOf(feature, batch, slots);
}

/**
 * Targets of a hint that was encoded, at steps `from`, `from` + 1, ...: its truth at that step, once for each look. `masks`
 * has a list of looks for each step: [B * I], 1 where an item of the hint is to be said, or `undefined` for all of them.
 */
export function encodedTarget(
  feature: Feature,
  batch: Batch,
  from: number,
  masks: readonly (readonly (Float32Array | undefined)[])[],
): Target {
  const slots = masks.flatMap((looks, i) =>
    looks.flatMap((mask) =>
      samplesOf(batch).map((sample) => ({
        sample,
        block: (from + i) * batch.size + sample,
        counts: from + i + 1 < batch.lengths[sample],
        items: mask && rowOf(mask, sample, batch.size),
      })),
    ),
  );
  return targetOf(feature, batch, slots);
}

function targetOf(feature: Feature, { nodes, nodeCounts }: Batch, slots: readonly Slot[]): Target {
  const shape = probeShape(feature, nodes);
  const width = tf.util.sizeFromShape(shape);
  const isChoice = choosesByOneHot(feature);
  const classes = isChoice ? (shape.at(-1) ?? 1) : 1;
  const rows = width / classes;
  const axes = isChoice ? shape.length - 1 : shape.length;
  const isIndex = isChoice || feature.type === 'pointer';
  const values = isIndex ? new Int32Array(slots.length * rows) : new Float32Array(slots.length * rows);
  const weights = new Float32Array(slots.length * rows);
  let counted = 0;
  slots.forEach(({ sample, block, counts, items }, slot) => {
    if (!counts) return;
    for (let row = 0; row < rows; row++) {
      if (!isReal(row, nodeCounts[sample], nodes, feature.location === 'graph' ? 0 : axes)) continue;
      const start = block * width + row * classes;
      const value = isChoice ? feature.data.subarray(start, start + classes).indexOf(1) : feature.data[start];
      if (value === -1 && feature.type !== 'scalar') continue;
      if (items && items[feature.type === 'mask_one' ? row * classes + value : row] === 0) continue;
      values[slot * rows + row] = value;
      weights[slot * rows + row] = 1;
      counted++;
    }
  });
  return {
    values: isIndex ? tf.tensor1d(values, 'int32') : tf.tensor1d(values),
    weights: tf.tensor1d(weights),
    counted,
  };
}

/** Whether the last axis holds one choice as a one-hot row. */
function choosesByOneHot({ type }: Feature): boolean {
  return type === 'mask_one' || type === 'categorical' || type === 'permutation_pointer';
}

/** Whether row number `row`, whose indices run over `axes` axes of nodes, is about real nodes only. */
function isReal(row: number, count: number, nodes: number, axes: number): boolean {
  for (let axis = 0; axis < axes; axis++) {
    if (row % nodes >= count) return false;
    row = Math.floor(row / nodes);
  }
  return true;
}

const rowOf = (rows: Float32Array, row: number, count: number) =>
  rows.subarray((row * rows.length) / count, ((row + 1) * rows.length) / count);

const samplesOf = ({ size }: Batch) => Array.from({ length: size }, (_, sample) => sample);
