/** What a language model reads of the reasoner, against the plain one: the state of each sample after its own last step. */
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { AlgorithmName, Batch, Features } from '../../../lib/dataset/index.ts';
import { expectClose } from '../../support/close.ts';
import { example } from './plain/example.ts';

await chooseBackend();

const tolerance = { relative: 1e-4, absolute: 2e-5 };
const cases: [AlgorithmName, number[]][] = [
  ['bfs', [4, 6, 5]],
  ['insertion_sort', [3, 5]],
  ['minimum', [6, 2, 4]],
];

test.each(cases)('%s: node states and triplet embeddings, or all that decoders read', (name, sizes) => {
  const { nar, batch, runs } = example(name, sizes);
  const { width } = nar.config;
  const [hidden, decoder] = [nar.memory(batch), nar.memory(batch, 'decoder')];
  runs().forEach(({ reading }, s) => {
    const count = sizes[s];
    const own = (x: tf.Tensor3D | tf.Tensor4D) => {
      const [, ...shape] = x.shape;
      const size = [1, ...shape.map((length, axis) => (axis < shape.length - 1 ? count : length))];
      return tf.slice(x as tf.Tensor, [s, ...shape.map(() => 0)], size).dataSync();
    };
    const nodes = reading.nodes.flat();
    const edges = reading.edges.flat(2);
    expectClose(own(decoder.nodes), nodes, tolerance, `nodes of sample ${s}`);
    expectClose(own(decoder.edges), edges, tolerance, `edges of sample ${s}`);
    // The last H numbers of each: the new state, and what the triplets say of the pair.
    const last = (rows: number[], of: number) => rows.filter((_, i) => i % of >= of - width);
    expectClose(own(hidden.nodes), last(nodes, 3 * width), tolerance, `states of sample ${s}`);
    expectClose(own(hidden.edges), last(edges, 2 * width), tolerance, `triplets of sample ${s}`);
  });
  expect(hidden.nodes.shape).toEqual([sizes.length, Math.max(...sizes), width]);
});

/** The same probes with nothing in them from the given step on; outputs have none that is left. */
const emptied = (features: Features, from: (steps: number) => number): Features =>
  Object.fromEntries(
    Object.entries(features).map(([name, feature]) => [
      name,
      { ...feature, data: feature.data.slice().fill(0, from(feature.data.length / feature.shape[0])) },
    ]),
  );

test.each(cases)('%s: nothing of the run is told but its length and its first hints', (name, sizes) => {
  const { nar, batch, variables } = example(name, sizes, { teacherForcing: 0.5 });
  const untold: Batch = {
    ...batch,
    hints: emptied(batch.hints, (step) => step),
    outputs: emptied(batch.outputs, () => 0),
  };
  expect(untold.hints).not.toEqual(batch.hints);
  for (const state of ['hidden', 'decoder', 'decisions'] as const) {
    const [told, other] = [batch, untold].map((each) => nar.memory(each, state));
    expect(other.nodes.dataSync()).toEqual(told.nodes.dataSync());
    expect(other.edges.dataSync()).toEqual(told.edges.dataSync());
  }
  const gradients = (each: Batch) => {
    const loss = () => tf.tidy(() => nar.memory(each).nodes.square().sum().asScalar());
    const { grads } = tf.variableGrads(loss, [...variables.values()]);
    return Object.values(grads).map((gradient) => gradient.dataSync());
  };
  expect(gradients(untold)).toEqual(gradients(batch));
});
