/** Reading the memory: cross-attention, ways of combining, gates. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { Parameters } from '../../../lib/model/parameters.ts';
import { gatedBlock } from '../../../lib/model/transnar/gated-block.ts';
import { crossAttentionLayer } from '../../../lib/model/transnar/reading/cross-attention.ts';
import { orthogonalTo } from '../../../lib/model/transnar/reading/gram-schmidt.ts';
import { type CombineKind, combineKinds, readings } from '../../../lib/model/transnar/reading/index.ts';
import { startingWeights } from '../../../lib/model/transformer/initial.ts';
import { watching } from '../../../lib/model/watch.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { expectParameterGradients, random } from '../../support/parameter-gradients.ts';
import { disturb, otherConfig, tinyConfig } from '../transformer/tiny.ts';
import { tinyReader } from './tiny.ts';

// Biases and LayerNorm, so that every kind of parameter is there; GELU, which has no kinks.
const config = { ...otherConfig, activation: 'gelu' } as const;
const start = startingWeights(config);
const sizes = { tokenWidth: 16, width: 8, heads: 2, start };

const mask = tf.tensor2d([[1, 1, 1, 1], [1, 1, 0, 0]]); // prettier-ignore

test('tokens read the mean of the values, weighted by the readings', () => {
  const layer = crossAttentionLayer(Parameters.seeded(1).scope('nodes'), 5, sizes);
  const x = random('x', 2, 3, 16);
  const prepared = layer.prepare(random('things', 2, 4, 5) as tf.Tensor3D, mask);
  const seen = new Map<string, Float32Array>();
  const read = watching(
    (name, value) => {
      const meanOf = (weights: tf.Tensor) =>
        tf.transpose(tf.matMul(weights, tf.transpose(prepared.v, [0, 2, 1, 3])), [0, 2, 1, 3]);
      seen.set(name, (name.endsWith('weights') ? meanOf(value) : value).dataSync<'float32'>());
    },
    () => layer.attend(x, prepared),
  );
  expect([...seen.keys()]).toEqual(['nodes.weights', 'nodes.heads']);
  expectClose(read.dataSync(), seen.get('nodes.weights')!);
  expectClose(read.dataSync(), seen.get('nodes.heads')!);
});

test('the gradients of cross-attention are those of differences', () => {
  const parameters = Parameters.seeded(1);
  const layer = crossAttentionLayer(parameters, 5, sizes);
  disturb(parameters);
  const inputs = [random('x', 2, 3, 16), random('things', 2, 4, 5)];
  const f = (x: tf.Tensor, things: tf.Tensor) => layer.attend(x, layer.prepare(things as tf.Tensor3D, mask));
  expectGradient(f, inputs);
  expectParameterGradients(parameters, () => f(inputs[0], inputs[1]));
});

describe.each(combineKinds)('combine: %s', (combine) => {
  test('the gradients of the gated block are those of differences', () => {
    const parameters = Parameters.seeded(1);
    const block = gatedBlock(parameters, { ...tinyReader, combine }, config, { nodes: 5, edges: 3 }, start);
    disturb(parameters);
    const pairs = tf.reshape(tf.mul(tf.expandDims(mask, 2), tf.expandDims(mask, 1)), [2, 16]);
    const f = (x: tf.Tensor, nodes: tf.Tensor, edges: tf.Tensor) => {
      const memory = block.prepare({
        nodes: nodes as tf.Tensor3D,
        edges: edges as tf.Tensor3D,
        nodeMask: mask,
        edgeMask: pairs as tf.Tensor2D,
      });
      return block.read(x as tf.Tensor3D, memory);
    };
    const x = random('x', 2, 3, 16);
    const nodes = random('nodes', 2, 4, 5);
    const edges = random('edges', 2, 16, 3);
    if (readings[combine].edges) expectGradient(f, [x, nodes, edges]);
    else expectGradient((a, b) => f(a, b, edges), [x, nodes]);
    expectParameterGradients(parameters, () => f(x, nodes, edges));
  });
});

test.each(['attentionGate', 'feedForwardGate'])('%s lets through the tanh of its value', (name) => {
  const parameters = Parameters.seeded(1);
  const block = gatedBlock(parameters, { ...tinyReader, gate: 0 }, config, { nodes: 5, edges: 3 }, start);
  const memory = block.prepare({
    nodes: random('nodes', 2, 4, 5) as tf.Tensor3D,
    edges: random('edges', 2, 16, 3) as tf.Tensor3D,
    nodeMask: mask,
    edgeMask: tf.ones([2, 16]),
  });
  const x = random('x', 2, 3, 16) as tf.Tensor3D;
  const changeAt = (value: number) => {
    parameters.entries().get(name)!.assign(tf.scalar(value));
    return tf.sub(block.read(x, memory), x);
  };
  expect(tf.max(tf.abs(changeAt(0))).dataSync()[0]).toBe(0);
  const [half, all] = [changeAt(0.5), changeAt(20)];
  expect(tf.max(tf.abs(all)).dataSync()[0]).toBeGreaterThan(0.01);
  expectClose(half.dataSync(), tf.mul(all, Math.tanh(0.5)).dataSync(), { relative: 1e-3, absolute: 1e-5 });
});

describe('what combining does', () => {
  const plain = { ...sizes, start: startingWeights(tinyConfig) };
  const x = random('x', 2, 3, 16);
  const memory = {
    nodes: random('nodes', 2, 4, 5) as tf.Tensor3D,
    edges: random('edges', 2, 16, 3) as tf.Tensor3D,
    nodeMask: mask,
    edgeMask: tf.ones<tf.Rank.R2>([2, 16]),
  };
  // The start of a parameter depends on its name alone: these are the same layers once more.
  const read = (what: 'nodes' | 'edges', things: tf.Tensor3D, visible: tf.Tensor2D) => {
    const layer = crossAttentionLayer(Parameters.seeded(1).scope(what), things.shape[2], plain);
    return layer.attend(x, layer.prepare(things, visible));
  };
  const nodes = read('nodes', memory.nodes, memory.nodeMask);
  const edges = read('edges', memory.edges, memory.edgeMask);
  const made = (kind: CombineKind) => {
    const parameters = Parameters.seeded(1);
    const reading = readings[kind].make(parameters, { ...plain, features: { nodes: 5, edges: 3 } });
    const combined = reading.read(x, reading.prepare(memory));
    return { combined, weight: parameters.get('combine.out.weight') };
  };
  const times = (x: tf.Tensor, weight: tf.Tensor) => tf.matMul(tf.reshape(x, [6, -1]), weight).dataSync();

  test('concat-linear, sum and nodes-only are linear maps of what they say', () => {
    const concatenated = made('concat-linear');
    expectClose(concatenated.combined.dataSync(), times(tf.concat([nodes, edges], 2), concatenated.weight));
    const summed = made('sum');
    expectClose(summed.combined.dataSync(), times(tf.add(nodes, edges), summed.weight));
    const alone = made('nodes-only');
    expectClose(alone.combined.dataSync(), times(nodes, alone.weight));
  });

  test('gram-schmidt adds only what is orthogonal to what is there', () => {
    const added = orthogonalTo(nodes, edges);
    expectClose(tf.sum(tf.mul(added, nodes), -1).dataSync(), new Float32Array(6), {
      relative: 0,
      absolute: 1e-5,
    });
    // What was taken away lies along the nodes.
    const taken = tf.reshape(tf.sub(edges, added), [6, 8]).arraySync() as number[][];
    const along = tf.reshape(nodes, [6, 8]).arraySync() as number[][];
    taken.forEach((row, i) => {
      const ratio = row[0] / along[i][0];
      expectClose(
        row,
        along[i].map((value) => value * ratio),
        { relative: 1e-3, absolute: 1e-5 },
      );
    });
    const { combined, weight } = made('gram-schmidt');
    expectClose(combined.dataSync(), times(tf.add(nodes, added), weight));
    expectClose(orthogonalTo(tf.zerosLike(nodes), edges).dataSync(), edges.dataSync());
  });
});
