/** Small reasoners and batches for tests. */
import * as tf from '@tensorflow/tfjs';
import {
  type AlgorithmChoice,
  type Batch,
  type Feature,
  type Features,
  type Trajectory,
  collate,
  preprocess,
  probeShape,
  sampleAt,
} from '../../../lib/dataset/index.ts';
import { Nar, type NarConfig, referenceNarConfig } from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { RandomState, keyed, normal } from '../../../lib/random/index.ts';

export const smallConfig: NarConfig = { ...referenceNarConfig, width: 6, tripletWidth: 3 };

/** A reasoner and its parameters; biases, which start at 0, are random too. */
export function smallNar(algorithms: readonly AlgorithmChoice[], config: Partial<NarConfig> = {}, seed = 3) {
  const parameters = Parameters.seeded(seed);
  const nar = new Nar({ ...smallConfig, ...config }, algorithms, parameters);
  for (const [name, variable] of parameters.entries()) {
    if (!name.endsWith('.bias')) continue;
    tf.tidy(() => variable.assign(randomTensor(variable.shape, name, 0.3)));
  }
  return { nar, parameters, variables: parameters.entries() };
}

/** One instance of each size, in this order: numbers `first`, `first` + 1, ... of the endless data set. */
export function batchOf(name: AlgorithmChoice, sizes: readonly number[], seed = 5, first = 0): Batch {
  return collate(sizes.map((size, index) => preprocess(sampleAt(name, size, seed, first + index))));
}

export function randomTensor(shape: number[], key: string, deviation = 1): tf.Tensor {
  const random = keyed('test', key);
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    () => deviation * normal(random),
  );
  return tf.tensor(values, shape);
}

/** Uniforms of 0.5: the noise of matchings becomes a constant, which changes nothing. */
export const halves = () => new RandomState(() => 0x80000000);

/** The gradient of the loss with regard to every parameter, by name; zero where the loss does not depend on it. */
export function gradientsOf(
  nar: Nar,
  batch: Batch,
  variables: ReadonlyMap<string, tf.Variable>,
): Map<string, Float32Array> {
  const { grads, value } = tf.variableGrads(() => nar.loss(batch, halves()));
  const gradients = new Map<string, Float32Array>();
  for (const [name, variable] of variables) {
    const gradient = grads[variable.name] as tf.Tensor | undefined;
    gradients.set(name, gradient ? gradient.dataSync<'float32'>().slice() : new Float32Array(variable.size));
  }
  tf.dispose([value, grads]);
  return gradients;
}

/** The samples of a batch apart, each with its own nodes and steps. */
export function trajectoriesOf(batch: Batch): Trajectory[] {
  return Array.from({ length: batch.size }, (_, sample) => {
    const [nodes, length] = [batch.nodeCounts[sample], batch.lengths[sample]];
    const own = (features: Features, steps: number): Features =>
      Object.fromEntries(
        Object.entries(features).map(([name, feature]): [string, Feature] => {
          const [from, to] = [batch.nodes, nodes].map((count) => probeShape(feature, count));
          const width = tf.util.sizeFromShape(from);
          const data = Array.from({ length: steps }, (_, t) => {
            const start = (t * batch.size + sample) * width;
            return corner(feature.data.subarray(start, start + width), from, to);
          }).flat();
          return [name, { ...feature, shape: to, data: Float64Array.from(data) }];
        }),
      );
    const { algorithm, inputs, outputs, hints } = batch;
    return {
      algorithm,
      nodes,
      length,
      inputs: own(inputs, 1),
      outputs: own(outputs, 1),
      hints: own(hints, length),
    };
  });
}

/** The low corner of shape `to` of a block of shape `from`. */
function corner(block: Float64Array, from: readonly number[], to: readonly number[]): number[] {
  if (from.length === 0) return [block[0]];
  const row = block.length / from[0];
  return Array.from({ length: to[0] }, (_, i) =>
    corner(block.subarray(i * row, (i + 1) * row), from.slice(1), to.slice(1)),
  ).flat();
}
