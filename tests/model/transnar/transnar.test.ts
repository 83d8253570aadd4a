/** What every TransNAR keeps to, whatever its choices. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { activationsOf } from '../../../lib/analysis/index.ts';
import type { Memory } from '../../../lib/model/memory.ts';
import { languageLoss } from '../../../lib/model/transformer/index.ts';
import {
  combineKinds,
  transnarConfig,
  transnarPresets,
  transnarSize,
} from '../../../lib/model/transnar/index.ts';
import { readings } from '../../../lib/model/transnar/reading/index.ts';
import { tokenBatch } from '../../../lib/model/language-data/index.ts';
import { keyed } from '../../../lib/random/index.ts';
import { expectClose } from '../../support/close.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import {
  disturb,
  otherConfig,
  somePositions,
  someTokens,
  tinyConfig,
  tinyTransformer,
  tinyVocabulary,
} from '../transformer/tiny.ts';
import { someMemory, tinyTransnar, tinyWidths } from './tiny.ts';

const tokens = someTokens(2, 5);
const positions = somePositions(2, 5);

function logits(model: ReturnType<typeof tinyTransnar>['model'], memory: Memory | Memory[]): Float32Array {
  return tf.tidy(() => model.logits(tokens, positions, memory).dataSync<'float32'>());
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, x, i) => Math.max(largest, Math.abs(x - b[i])), 0);
}

describe.each(combineKinds)('combine: %s', (combine) => {
  test('with closed gates it is its language model, to the last bit', () => {
    const { model } = tinyTransnar({ combine, gate: 0 });
    const { model: alone } = tinyTransformer();
    expect(logits(model, someMemory([3, 4]))).toEqual(alone.logits(tokens, positions).dataSync());
  });

  test('reads the memory through open gates', () => {
    const { model } = tinyTransnar({ combine });
    const memory = someMemory([3, 4]);
    const here = logits(model, memory);
    const nodes = tf.mul<tf.Tensor3D>(memory.nodes, tf.tensor1d([2, -1, 1, 1, 1]));
    expect(largestDifference(logits(model, { ...memory, nodes }), here)).toBeGreaterThan(1e-4);
    const edges = tf.mul<tf.Tensor4D>(memory.edges, tf.tensor1d([2, -1, 1]));
    const withEdges = largestDifference(logits(model, { ...memory, edges }), here);
    if (readings[combine].edges) expect(withEdges).toBeGreaterThan(1e-4);
    else expect(withEdges).toBe(0);
  });

  test('has as many parameters as its size says', () => {
    for (const transformer of [tinyConfig, otherConfig]) {
      const { parameters, config } = tinyTransnar({ combine, indexFeatures: 4, layers: [1] }, transformer);
      const size = transnarSize({ transnar: config, transformer, memory: tinyWidths });
      expect(size).toBe(parameters.scope('reader').count());
    }
  });
});

test('padded nodes and edges are inert, whatever they hold', () => {
  const { model, parameters } = tinyTransnar();
  disturb(parameters);
  const small = someMemory([3, 3]);
  const expected = logits(model, small);
  for (const fill of [0, 50]) {
    const padded = tf.tidy(() => {
      const pad = (x: tf.Tensor, ...axes: number[]) =>
        tf.pad(
          x,
          x.shape.map((_, axis): [number, number] => (axes.includes(axis) ? [0, 2] : [0, 0])),
          fill,
        );
      const mask = tf.pad(small.mask, [[0, 0], [0, 2]], 0); // prettier-ignore
      return {
        nodes: pad(small.nodes, 1) as tf.Tensor3D,
        edges: pad(small.edges, 1, 2) as tf.Tensor4D,
        mask,
      };
    });
    expectClose(logits(model, padded), expected);
  }
});

describe('the order of a graph’s nodes', () => {
  const order = [2, 0, 3, 1];
  const memory = someMemory([4, 4]);
  const permuted = {
    nodes: tf.gather(memory.nodes, order, 1),
    edges: tf.gather(tf.gather(memory.edges, order, 1), order, 2),
    mask: memory.mask,
  };

  test('does not matter', () => {
    const { model, parameters } = tinyTransnar();
    disturb(parameters);
    expectClose(logits(model, permuted), logits(model, memory), { relative: 1e-4, absolute: 1e-5 });
  });

  test('matters with index features, for nodes and for both ends of edges', () => {
    const { model, parameters } = tinyTransnar({ indexFeatures: 4 });
    disturb(parameters);
    const here = logits(model, memory);
    const parts: Memory[] = [
      { ...memory, nodes: permuted.nodes },
      { ...memory, edges: tf.gather(memory.edges, order, 1) },
      { ...memory, edges: tf.gather(memory.edges, order, 2) },
    ];
    for (const part of parts) expect(largestDifference(logits(model, part), here)).toBeGreaterThan(1e-4);
  });
});

test('edges are read as a set: only their features tell which is which', () => {
  const { model, parameters } = tinyTransnar();
  disturb(parameters);
  const memory = someMemory([4, 4]);
  const transposed = { ...memory, edges: tf.transpose(memory.edges, [0, 2, 1, 3]) };
  expectClose(logits(model, transposed), logits(model, memory), { relative: 1e-4, absolute: 1e-5 });
});

test('gives the same logits with the key-value cache', () => {
  const { model, parameters } = tinyTransnar({ indexFeatures: 4 });
  disturb(parameters);
  const memory = someMemory([2, 4]);
  const decoding = model.decode(5, memory);
  const column = (x: tf.Tensor2D, start: number, count: number) => tf.slice(x, [0, start], [2, count]);
  const both = tf.tensor2d([[0, 1], [0, 1]], undefined, 'int32'); // prettier-ignore
  const pieces = [decoding.prefill(column(tokens, 0, 2), column(positions, 0, 2), both)];
  for (let t = 2; t < 5; t++) {
    const place = tf.fill<tf.Rank.R2>([2, 1], t, 'int32');
    pieces.push(decoding.step(column(tokens, t, 1), column(positions, t, 1), place));
  }
  decoding.dispose();
  expectClose(tf.concat(pieces, 1).dataSync(), logits(model, memory));
  expect(memory.mask.isDisposed || memory.nodes.isDisposed).toBe(false);
});

test('layers that are not chosen do not read, and progressive layers read earlier steps', () => {
  const [early, late] = [someMemory([4, 4], 'early'), someMemory([4, 4], 'late')];
  const { model } = tinyTransnar({ steps: 'progressive' });
  expect(model.readsAt).toEqual([0.5, 1]);
  const here = logits(model, [early, late]);
  expect(largestDifference(here, logits(model, late))).toBeGreaterThan(1e-4);
  expect(logits(model, [late, late])).toEqual(logits(model, late));

  const layersOf = (choice: 'all' | [number, ...number[]]) => {
    const { model: chosen } = tinyTransnar({ layers: choice });
    const seen = activationsOf(() => chosen.logits(tokens, positions, late));
    return [...seen.keys()].filter((name) => name.endsWith('.nodes.weights'));
  };
  expect(layersOf('all')).toEqual(['reader.blocks.0.nodes.weights', 'reader.blocks.1.nodes.weights']);
  expect(layersOf([1])).toEqual(['reader.blocks.1.nodes.weights']);
  expect(tinyTransnar({ layers: [1], steps: 'progressive' }).model.readsAt).toEqual([1]);
});

test('shows what each layer does, by name, and says the same as when nobody watches', () => {
  const { model } = tinyTransnar();
  const memory = someMemory([2, 4]);
  let watched = new Float32Array();
  const seen = activationsOf(() => (watched = logits(model, memory) as Float32Array<ArrayBuffer>));
  expect(watched).toEqual(logits(model, memory));
  const blocks = [0, 1].flatMap((layer) => [
    [`language.blocks.${layer}.attention.weights`, [2, 2, 5, 5]],
    [`language.blocks.${layer}.attention.heads`, [2, 5, 2, 8]],
    [`language.blocks.${layer}.residual`, [2, 5, 16]],
    [`reader.blocks.${layer}.nodes.weights`, [2, 2, 5, 4]],
    [`reader.blocks.${layer}.nodes.heads`, [2, 5, 2, 4]],
    [`reader.blocks.${layer}.edges.weights`, [2, 2, 5, 16]],
    [`reader.blocks.${layer}.edges.heads`, [2, 5, 2, 4]],
    [`reader.blocks.${layer}.gates.attention`, []],
    [`reader.blocks.${layer}.gates.feedForward`, []],
    [`reader.blocks.${layer}.residual`, [2, 5, 16]],
  ]);
  const shapes = [...seen].map(([name, [first, ...more]]) => [name, first.shape, ...more]);
  expect(shapes).toEqual([...blocks, ['language.logits', [2, 5, 11]]]);
  const all = (name: string) => seen.get(name)![0].values;
  expectClose(all('language.logits'), watched);
  for (const layer of ['reader.blocks.0', 'reader.blocks.1']) {
    expect(all(`${layer}.gates.attention`)[0]).toBeCloseTo(Math.tanh(0.5), 6);
    expect(all(`${layer}.gates.feedForward`)[0]).toBeCloseTo(Math.tanh(0.5), 6);
    for (let row = 0; row < 2 * 2 * 5; row++) {
      const toNodes = all(`${layer}.nodes.weights`).subarray(row * 4, (row + 1) * 4);
      const toEdges = all(`${layer}.edges.weights`).subarray(row * 16, (row + 1) * 16);
      expectClose([sum(toNodes), sum(toEdges)], [1, 1]);
      if (row >= 10) continue; // The first graph has two nodes.
      expect(Array.from(toNodes.subarray(2))).toEqual([0, 0]);
      expectClose([toEdges[0] + toEdges[1] + toEdges[4] + toEdges[5]], [1]);
    }
  }
  const { model: nodesOnly } = tinyTransnar({ combine: 'nodes-only' });
  const names = [...activationsOf(() => logits(nodesOnly, memory)).keys()];
  expect(names.filter((name) => name.includes('edges'))).toEqual([]);
});

test('no gradient reaches a frozen memory, and every parameter of the model gets one', () => {
  const { model, parameters } = tinyTransnar();
  disturb(parameters);
  const batch = tokenBatch(
    [0, 1].map((i) => ({ tokens: keyed('example', i).integers(6, tinyVocabulary), promptLength: 2 })),
    { loss: 'answer', positions: tinyConfig.positions, context: 100, pad: 0, random: keyed(1) },
  );
  const memory = someMemory([3, 4]);
  const variables = [...parameters.entries().values()];
  const { value, grads } = tf.variableGrads(() => languageLoss(model, batch, memory), variables);
  for (const [name, variable] of parameters.entries()) {
    const size = tf.max(tf.abs(grads[variable.name])).dataSync()[0];
    expect(size, name).toBeGreaterThan(0);
  }
  tf.dispose([value, grads]);

  // A trained reasoner is within the same tape, and then its output does get one.
  const node = tf.variable(memory.nodes);
  const trained = tf.variableGrads(
    () => languageLoss(model, batch, { ...memory, nodes: node as tf.Tensor as tf.Tensor3D }),
    [node],
  );
  expect(tf.max(tf.abs(trained.grads[node.name])).dataSync()[0]).toBeGreaterThan(0);
  tf.dispose([trained.value, trained.grads, node]);

  expectNoLeak(() => languageLoss(model, batch, memory).dispose());
  expectNoLeak(() => {
    const again = tf.variableGrads(() => languageLoss(model, batch, memory), variables);
    tf.dispose([again.value, again.grads]);
  });
  expectNoLeak(() => model.decode(10, memory).dispose());
});

test('what is missing or makes no sense is refused', () => {
  const { model } = tinyTransnar();
  const memory = someMemory([3, 4]);
  expect(() => model.logits(tokens, positions)).toThrow('give it one');
  expect(() => model.logits(tokens, positions, [memory])).toThrow(
    '2 layers read a memory, 1 memories were given',
  );
  expect(() => tinyTransnar({ layers: [0, 2] })).toThrow('no block 2');
  expect(() => tinyTransnar({ layers: [1, 0] })).toThrow('layers must rise');
  expect(() => tinyTransnar({ heads: 3 })).toThrow('multiple of heads');
  for (const preset of Object.values(transnarPresets)) expect(transnarConfig.parse(preset)).toEqual(preset);
});

const sum = (values: Float32Array) => values.reduce((a, b) => a + b, 0);
