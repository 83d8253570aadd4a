/** The library's TransNAR against the plain one: the same logits for the same parameters, graph by graph. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { Memory } from '../../../lib/model/memory.ts';
import type { LanguageModel } from '../../../lib/model/transformer/index.ts';
import type { TransnarConfig } from '../../../lib/model/transnar/index.ts';
import { expectClose } from '../../support/close.ts';
import { disturb, somePositions, someTokens, tinyConfig, tinyRotary } from '../transformer/tiny.ts';
import { type PlainMemory, plainTransnar } from './plain-transnar.ts';
import { someMemory, tinyTransnar } from './tiny.ts';

await chooseBackend();

const tolerance = { relative: 1e-4, absolute: 2e-5 };
const [batch, length] = [3, 7];
const tokens = someTokens(batch, length);
const positions = somePositions(batch, length);
/** Real nodes of each graph; the others are padding. */
const counts = [3, 5, 1];

/** One graph of a batch, without its padding. */
function graphOf({ nodes, edges, labels }: Memory, b: number): PlainMemory {
  const real = <T>(items: T[]) => items.slice(0, counts[b]);
  const graph = { nodes: real(nodes.arraySync()[b]), edges: real(edges.arraySync()[b]).map(real) };
  return labels ? { ...graph, labels: labels[b] } : graph;
}

/** The library's model with random parameters, gates open, and the logits of the plain one for each text. */
function both(change: Partial<TransnarConfig>, config = tinyConfig) {
  const { model, parameters, config: reader } = tinyTransnar(change, config);
  disturb(parameters);
  const plain = (memories: readonly Memory[]) =>
    Array.from({ length: batch }, (_, b) =>
      plainTransnar(
        {
          layers: config.layers,
          heads: config.heads,
          rotary: config.rotary ?? tinyRotary,
          epsilon: config.epsilon,
          reader: {
            layers: reader.layers === 'all' ? [0, 1] : reader.layers,
            heads: reader.heads,
            combine: reader.combine,
            indexFeatures: reader.indexFeatures,
          },
          weights: (name) => parameters.entries().get(name)?.dataSync<'float32'>(),
        },
        tokens.arraySync()[b],
        positions.arraySync()[b],
        memories.map((memory) => graphOf(memory, b)),
      ),
    );
  return { model, plain };
}

const logitsOf = (model: LanguageModel, memory: Memory | Memory[]) =>
  tf.tidy(() => model.logits(tokens, positions, memory).dataSync<'float32'>());

const cases: [string, Partial<TransnarConfig>][] = [
  ['nodes and edges, after every block', {}],
  ['nodes alone', { combine: 'nodes-only' }],
  ['the sum of nodes and edges', { combine: 'sum' }],
  ['nodes and edges through a network', { combine: 'mlp' }],
  ['nodes, and of edges what is orthogonal to them', { combine: 'gram-schmidt' }],
  ['after the last block alone', { layers: [1] }],
  ['after the first block alone', { layers: [0] }],
  ['with the index of each node', { indexFeatures: 4 }],
  ['one head', { heads: 1, width: 6 }],
];

describe.each(cases)('%s', (_, change) => {
  test('the logits are those of the definition, whatever pads the graphs', () => {
    const { model, plain } = both(change);
    const memory = someMemory(counts);
    const readers = change.layers ? 1 : 2;
    const expected = plain(Array.from({ length: readers }, () => memory)).flat(2);
    expectClose(logitsOf(model, memory), expected, tolerance);
    // Padding may hold anything.
    const noise = (x: tf.Tensor) => tf.add(x, tf.sub(1, maskLike(memory, x)).mul(7));
    const noisy: Memory = {
      nodes: noise(memory.nodes) as tf.Tensor3D,
      edges: noise(memory.edges) as tf.Tensor4D,
      mask: memory.mask,
    };
    expectClose(logitsOf(model, noisy), expected, tolerance);
  });

  test('each token sees the tokens up to itself', () => {
    const { model, plain } = both(change);
    const memory = someMemory(counts);
    const expected = plain([memory, memory]).map((rows) => rows.slice(0, 4));
    const first = (x: tf.Tensor2D) => tf.slice(x, [0, 0], [batch, 4]);
    const logits = model.logits(first(tokens), first(positions), memory);
    expectClose(logits.dataSync(), expected.flat(2), tolerance);
  });
});

test('layers that read different steps read each their own', () => {
  const { model, plain } = both({ steps: 'progressive' });
  const memories = [someMemory(counts, 'early'), someMemory(counts, 'late')];
  expectClose(logitsOf(model, memories), plain(memories).flat(2), tolerance);
  expect([...logitsOf(model, memories)]).not.toEqual([...logitsOf(model, [...memories].reverse())]);
});

test('nodes are shown by what the text calls them', () => {
  const { model, plain } = both({ indexFeatures: 4 });
  const memory = someMemory(counts);
  const labels = [[2, 11, 40], [0, 1, 5, 6, 63], [7]];
  const named = { ...memory, labels };
  expectClose(logitsOf(model, named), plain([named, named]).flat(2), tolerance);
  expect([...logitsOf(model, named)]).not.toEqual([...logitsOf(model, memory)]);
});

test('with biases', () => {
  const { model, plain } = both({}, { ...tinyConfig, biases: true });
  const memory = someMemory(counts);
  expectClose(logitsOf(model, memory), plain([memory, memory]).flat(2), tolerance);
});

/** 1 at real nodes or edges, in the shape of the features. */
function maskLike({ mask, nodes }: Memory, x: tf.Tensor): tf.Tensor {
  if (x.rank === nodes.rank) return tf.mul(tf.expandDims(mask, 2), tf.onesLike(x));
  const pairs = tf.mul(tf.expandDims(mask, 2), tf.expandDims(mask, 1));
  return tf.mul(tf.expandDims(pairs, 3), tf.onesLike(x));
}
