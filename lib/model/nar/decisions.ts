/** From logits to values: soft, for the next step to learn through, and hard, for scoring (clrs reference, 8.3). */
import * as tf from '@tensorflow/tfjs';
import { type Batch, type Feature, type ProbeSpec, probeShape } from '../../dataset/index.ts';
import type { Padding } from './padding.ts';
import { logSinkhorn, sinkhornIterations } from './sinkhorn.ts';

/** Probabilities of decisions, in the probe's dense shape [B, ...]; scalars as they are. Differentiable. */
export function softValue({ type }: ProbeSpec, logits: tf.Tensor, padding: Padding | undefined): tf.Tensor {
  switch (type) {
    case 'scalar':
      return tf.clone(logits);
    case 'mask':
      return tf.sigmoid(logits);
    case 'mask_one':
    case 'categorical':
    case 'pointer':
      return tf.softmax(logits);
    case 'permutation_pointer':
      return tf.exp(logSinkhorn(logits, sinkhornIterations.reprediction, padding));
    case 'should_be_permutation':
      throw new Error('Permutations are predicted as permutation pointers.');
  }
}

/** Decisions [B, ...] in the form that batches and metrics have: bits, one-hot rows, indices. Padding is 0. */
export function hardFeature(
  name: string,
  probe: ProbeSpec,
  logits: tf.Tensor,
  batch: Batch,
  padding: Padding | undefined,
  iterations: number = sinkhornIterations.evaluation,
): Feature {
  const { location, type, classes } = probe;
  const shape = probeShape(probe, batch.nodes);
  const scores =
    type === 'permutation_pointer'
      ? tf.tidy(() => logSinkhorn(logits, iterations, padding).dataSync<'float32'>())
      : logits.dataSync<'float32'>();
  const data = decide(type, scores, shape, batch);
  clearPadding(data, shape, location, classes, batch);
  return { name, location, type, classes, shape: [batch.size, ...shape], data };
}

function decide(type: ProbeSpec['type'], scores: Float32Array, shape: readonly number[], { nodes }: Batch) {
  switch (type) {
    case 'scalar':
      return Float64Array.from(scores);
    case 'mask':
      return Float64Array.from(scores, (logit) => (logit > 0 ? 1 : 0));
    case 'pointer':
      return largestOf(scores, nodes);
    case 'mask_one':
    case 'categorical':
    case 'permutation_pointer':
    case 'should_be_permutation': {
      const row = shape.at(-1) ?? 1;
      const oneHot = new Float64Array(scores.length);
      largestOf(scores, row).forEach((index, i) => (oneHot[i * row + index] = 1));
      return oneHot;
    }
  }
}

/** Index of the largest score of each row; the lowest index wins a tie. */
function largestOf(scores: Float32Array, row: number): Float64Array {
  const largest = new Float64Array(scores.length / row);
  for (let i = 0; i < largest.length; i++) {
    let best = 0;
    for (let k = 1; k < row; k++) if (scores[i * row + k] > scores[i * row + best]) best = k;
    largest[i] = best;
  }
  return largest;
}

/** Zeros wherever an axis of nodes reaches beyond a sample's graph, as in the truth of a padded batch. */
function clearPadding(
  data: Float64Array,
  shape: readonly number[],
  location: ProbeSpec['location'],
  classes: number,
  { size, nodes, nodeCounts }: Batch,
): void {
  if (location === 'graph' || nodeCounts.every((count) => count === nodes)) return;
  const inner = classes > 0 ? classes : 1;
  const axes = classes > 0 ? shape.length - 1 : shape.length;
  const width = data.length / size;
  for (let i = 0; i < data.length; i++) {
    const count = nodeCounts[Math.floor(i / width)];
    let rest = Math.floor((i % width) / inner);
    for (let axis = 0; axis < axes; axis++) {
      if (rest % nodes >= count) data[i] = 0;
      rest = Math.floor(rest / nodes);
    }
  }
}
