/** Probes as tensors: the dense values that encoders read, of the same shape as the logits that decoders give. */
import * as tf from '@tensorflow/tfjs';
import { type Batch, type Feature, type ProbeSpec, probeShape } from '../../dataset/index.ts';

/** Tensors by probe name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

export type BatchSize = Pick<Batch, 'size' | 'nodes'>;

/** Shape of one step's dense values, [B, ...]; a pointer is a row of N. */
export function denseShape(probe: Omit<ProbeSpec, 'stage'>, { size, nodes }: BatchSize): number[] {
  const shape = [size, ...probeShape(probe, nodes)];
  return probe.type === 'pointer' ? [...shape, nodes] : shape;
}

/** A feature's values as a tensor; of a hint [T, B, ...], those of one step. Pointers become one-hot rows. */
export function denseTensor(feature: Feature, batch: BatchSize, step = 0): tf.Tensor {
  const width = batch.size * tf.util.sizeFromShape(probeShape(feature, batch.nodes));
  const values = feature.data.subarray(step * width, (step + 1) * width);
  const dense = feature.type === 'pointer' ? oneHotRows(values, batch.nodes) : Float32Array.from(values);
  return tf.tensor(dense, denseShape(feature, batch));
}

/** The values of several features at one step. Throws when the batch lacks one of them. */
export function denseTensors(
  features: Batch['inputs'],
  names: readonly string[],
  batch: Batch,
  step = 0,
): Tensors {
  return Object.fromEntries(
    names.map((name) => [name, denseTensor(featureOf(features, name, batch), batch, step)]),
  );
}

/** A feature of a batch. Throws when it is missing, which means that the batch was not preprocessed. */
export function featureOf(features: Batch['inputs'], name: string, { algorithm }: Batch): Feature {
  const feature = features[name] as Feature | undefined;
  if (feature) return feature;
  throw new Error(
    `The batch of ${algorithm} has no probe "${name}": make it with collate() from trajectories that went through preprocess().`,
  );
}

function oneHotRows(indices: Float64Array, classes: number): Float32Array {
  const rows = new Float32Array(indices.length * classes);
  indices.forEach((index, row) => (rows[row * classes + index] = 1));
  return rows;
}
