/** Linear probes on memories that are made by hand: what is in them is read, what is not is not. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { linearProbe } from '../../lib/analysis/index.ts';
import { chooseBackend } from '../../lib/backend/index.ts';
import { type AlgorithmName, type Batch, transnarSampleAt } from '../../lib/dataset/index.ts';
import { RandomState } from '../../lib/random/index.ts';
import type { Reasoner } from '../../lib/model/transnar/index.ts';
import { expectNoLeak } from '../support/leaks.ts';

beforeAll(() => chooseBackend());

const problems = (
  name: AlgorithmName,
  sizes: readonly number[],
  count: number,
  split: 'train' | 'evaluation',
) =>
  sizes.flatMap((size) =>
    Array.from({ length: count }, (_, index) => ({
      size,
      trajectory: transnarSampleAt(split, name, size, 0, index),
    })),
  );
const sets = (name: AlgorithmName) => ({
  learn: problems(name, [4, 5], 12, 'train'),
  ask: problems(name, [5, 8], 6, 'evaluation'),
});

const width = 3;

/** A memory of noise, in which `write` writes what it knows: nodes [B][N][width], edges [B][N][N][width]. */
function remembering(
  write: (
    put: {
      node: (b: number, i: number, value: number) => void;
      edge: (b: number, i: number, j: number, value: number) => void;
    },
    batch: Batch,
  ) => void,
): Reasoner {
  return {
    memoryWidths: { nodes: width, edges: width },
    memory(batch) {
      const [size, count] = [batch.lengths.length, batch.nodes];
      const random = RandomState.seeded(7);
      const nodes = Float32Array.from(random.uniforms(size * count * width, -1, 1));
      const edges = Float32Array.from(random.uniforms(size * count * count * width, -1, 1));
      write(
        {
          node: (b, i, value) => void (nodes[(b * count + i) * width + 1] = value),
          edge: (b, i, j, value) => void (edges[((b * count + i) * count + j) * width + 2] = value),
        },
        batch,
      );
      return {
        nodes: tf.tensor3d(nodes, [size, count, width]),
        edges: tf.tensor4d(edges, [size, count, count, width]),
        mask: tf.ones([size, count]),
      };
    },
  };
}

const ignorant = remembering(() => undefined);
const nodesOf = (output: string) =>
  remembering(({ node }, { outputs, nodes }) => {
    outputs[output].data.forEach((value, at) => node(Math.floor(at / nodes), at % nodes, value));
  });
const pointersOf = (output: string, turned: boolean) =>
  remembering(({ edge }, { outputs, nodes, lengths }) => {
    for (let b = 0; b < lengths.length; b++) {
      for (let i = 0; i < nodes; i++) {
        for (let j = 0; j < nodes; j++) {
          const value = outputs[output].data[b * nodes + i] === j ? 1 : 0;
          if (turned) edge(b, j, i, value);
          else edge(b, i, j, value);
        }
      }
    }
  });

test.each<[string, AlgorithmName, Reasoner]>([
  ['one node of all', 'minimum', nodesOf('min')],
  ['nodes of a set', 'activity_selector', nodesOf('selected')],
  ['pointers on the edges there', 'bfs', pointersOf('pi', false)],
  ['pointers on the edges back', 'bfs', pointersOf('pi', true)],
])('%s: read at sizes that the probe has not seen', (_, name, reasoner) => {
  expect(linearProbe(sets(name), reasoner)).toEqual([
    { algorithm: name, size: 5, problems: 6, score: 1 },
    { algorithm: name, size: 8, problems: 6, score: 1 },
  ]);
});

test.each<AlgorithmName>(['minimum', 'bfs', 'insertion_sort'])(
  '%s: nothing is read where nothing is',
  (name) => {
    const large = linearProbe(sets(name), ignorant)!.find(({ size }) => size === 8)!;
    expect(large.score).toBeLessThan(0.6);
  },
);

test('a permutation is read as the pointers that it is', () => {
  const sorted = remembering(({ edge }, { outputs, nodes, lengths }) => {
    const [pred, first] = [outputs['pred'], outputs['pred_mask']];
    for (let b = 0; b < lengths.length; b++) {
      for (let i = 0; i < nodes; i++) {
        const isFirst = first.data[b * nodes + i] === 1;
        for (let j = 0; j < nodes; j++) {
          edge(b, i, j, isFirst ? Number(i === j) : pred.data[(b * nodes + i) * nodes + j]);
        }
      }
    }
  });
  expect(linearProbe(sets('insertion_sort'), sorted)!.map(({ score }) => score)).toEqual([1, 1]);
});

test('an output that no such probe decides has none', () => {
  expect(linearProbe(sets('matrix_chain_order'), ignorant)).toBeUndefined();
});

test('all tensors are freed', () => {
  const own = sets('minimum');
  expectNoLeak(() => linearProbe(own, ignorant, { updates: 2 }));
});
