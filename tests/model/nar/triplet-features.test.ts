/** Pointers of edges as features of triplets: what is encoded, what messages make of it, and what is decoded. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../lib/backend/index.ts';
import type { ProbeSpec } from '../../../lib/dataset/index.ts';
import { decoder } from '../../../lib/model/nar/decoders.ts';
import type { Reading } from '../../../lib/model/nar/reading.ts';
import { tripletEncoder } from '../../../lib/model/nar/triplet-features.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { watching } from '../../../lib/model/watch.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { expectNoLeak } from '../../support/leaks.ts';
import { batchOf, gradientsOf, halves, randomTensor, smallNar } from './small.ts';

await chooseBackend();

const [size, nodes, width, features] = [2, 3, 4, 3];
const all = Array.from({ length: nodes }, (_, i) => i);
const triples = all.flatMap((i) => all.flatMap((j) => all.map((k) => [i, j, k] as const)));
const samples = Array.from({ length: size }, (_, b) => b);
const pointer = { stage: 'hint', location: 'edge', type: 'pointer', classes: 0 } as const satisfies ProbeSpec;
const config = { edgePointers: 'triplets' } as const;

/** Parameters with random biases, and each as plain numbers. */
function random(make: (parameters: Parameters) => unknown) {
  const parameters = Parameters.seeded(5);
  make(parameters);
  for (const [name, variable] of parameters.entries()) {
    if (name.endsWith('bias')) tf.tidy(() => variable.assign(randomTensor(variable.shape, name, 0.5)));
  }
  return (name: string) => [...parameters.entries().get(name)!.dataSync()];
}

/** A linear map of plain numbers. */
function linear(
  values: (name: string) => number[],
  name: string,
  x: readonly number[],
  weight = values(`${name}.weight`),
) {
  const bias = values(`${name}.bias`);
  return bias.map((start, o) =>
    x.reduce((sum, value, i) => sum + value * weight[i * bias.length + o], start),
  );
}

describe('what is encoded', () => {
  test('is whether three nodes are cell and target, in each of six orders; of several pointers the sum', () => {
    let encode: ReturnType<typeof tripletEncoder>;
    const values = random((parameters) => {
      const probes = ['a', 'b'].map((name) => [name, pointer] as const);
      encode = tripletEncoder(parameters, [...probes, ['c', { ...pointer, location: 'node' }]], features);
    });
    const shape = [size, nodes, nodes, nodes];
    const given = {
      a: randomTensor(shape, 'a'),
      b: randomTensor(shape, 'b'),
      c: tf.zeros([size, nodes, nodes]),
    };
    const at = (x: tf.Tensor, b: number, i: number, j: number, k: number) =>
      x.dataSync()[((b * nodes + i) * nodes + j) * nodes + k];
    const expected = samples.flatMap((b) =>
      triples.flatMap(([i, j, k]) => {
        const parts = (['a', 'b'] as const).map((name) => {
          const cell = (x: number, y: number, z: number) => at(given[name], b, x, y, z);
          // Axis 1 of the pointer runs over the first of the three that is named, axis 2 over the second, axis 3 over the third.
          const seen = [
            cell(i, j, k),
            cell(i, k, j),
            cell(j, i, k),
            cell(k, i, j),
            cell(j, k, i),
            cell(k, j, i),
          ];
          return { name, seen };
        });
        const sums = parts.map(({ name, seen }) => {
          const weight = values(`${name}.triplets.weight`);
          return { sorted: linear(values, `${name}.triplets`, seen, weight), seen };
        });
        return sums[0].sorted.map((value, f) => value + sums[1].sorted[f]);
      }),
    );
    expectClose(encode!(given).dataSync(), expected, { relative: 1e-5, absolute: 1e-6 });
    expectGradient((a, b) => encode!({ ...given, a, b }), [given.a, given.b]);
  });

  test('is nothing where no probe points from edges', () => {
    const parameters = Parameters.seeded(1);
    expect(tripletEncoder(parameters, [['c', { ...pointer, location: 'node' }]], features)).toBeUndefined();
    expect(parameters.entries().size).toBe(0);
  });
});

describe('what is decoded', () => {
  const widths = { nodes: 3 * width, edges: 2 * width, hidden: width };
  const reading = {
    nodes: randomTensor([size, nodes, 3 * width], 'nodes') as tf.Tensor3D,
    edges: [0, 1].map((part) => randomTensor([size, nodes, nodes, width], `edges ${part}`) as tf.Tensor4D),
    graph: randomTensor([size, width], 'graph') as tf.Tensor2D,
    triplets: randomTensor([size, nodes, nodes, nodes, features], 'triplets') as tf.Tensor5D,
    allowed: undefined,
  } satisfies Reading;
  const context = { padding: undefined, random: undefined };

  test("is the reference's, and a perceptron of the three nodes, their pairs and their features beside it", () => {
    let enriched: ReturnType<typeof decoder> | undefined;
    const values = random(
      (parameters) => (enriched = decoder(parameters, pointer, { ...widths, triplets: features })),
    );
    const { decode } = enriched!;
    const own = Parameters.seeded(5);
    const { decode: plain } = decoder(own, pointer, widths);
    for (const [name, variable] of own.entries()) {
      tf.tidy(() => variable.assign(tf.tensor(values(name), variable.shape)));
    }
    const rest = tf.sub(decode(reading, context), plain(reading, context)).dataSync();
    const vector = (x: tf.Tensor, ...index: number[]) => {
      const length = x.shape.at(-1)!;
      const row = index.reduce((sum, value, axis) => sum * x.shape[axis] + value, 0);
      return [...x.dataSync().slice(row * length, (row + 1) * length)];
    };
    const edge = (b: number, i: number, j: number) => reading.edges.flatMap((part) => vector(part, b, i, j));
    const expected = samples.flatMap((b) =>
      triples.map(([i, j, k]) => {
        const parts = [
          ...(
            [
              ['i', i],
              ['j', j],
              ['k', k],
            ] as const
          ).map(([name, node]) => linear(values, `triplets.${name}`, vector(reading.nodes, b, node))),
          ...(
            [
              ['ij', i, j],
              ['ik', i, k],
              ['jk', j, k],
            ] as const
          ).map(([name, from, to]) => linear(values, `triplets.${name}`, edge(b, from, to))),
          linear(values, 'triplets.ijk', vector(reading.triplets, b, i, j, k)),
        ];
        const hidden = parts[0].map((_, f) =>
          Math.max(
            0,
            parts.reduce((sum, part) => sum + part[f], 0),
          ),
        );
        return linear(values, 'triplets.out', hidden)[0];
      }),
    );
    expectClose(rest, expected, { relative: 1e-4, absolute: 1e-5 });
    const f = (x: tf.Tensor, e: tf.Tensor, t: tf.Tensor) => {
      const given = { ...reading, nodes: x, edges: [e, reading.edges[1]], triplets: t } as Reading;
      return decode(given, context);
    };
    const given = [reading.nodes, reading.edges[0], reading.triplets];
    expectGradient(f, given, { step: 3e-4, tolerance: 1e-2 });
  });
});

describe('a reasoner with them', () => {
  const names = (name: 'bfs' | 'floyd_warshall', own: object) => [...smallNar([name], own).variables.keys()];

  test('has parameters of its own for pointers of edges alone', () => {
    expect(names('bfs', config)).toEqual(names('bfs', {}));
    const added = names('floyd_warshall', config).filter(
      (name) => !names('floyd_warshall', {}).includes(name),
    );
    const parts = new Set(
      added.map((name) => name.replace(/^nar\.algorithms\.floyd_warshall\./, '').replace(/\.[a-z]+$/, '')),
    );
    const layers = ['i', 'j', 'k', 'ij', 'ik', 'jk', 'ijk', 'out'];
    const decoders = ['Pi', 'Pi_h'].flatMap((probe) =>
      layers.map((layer) => `decoders.${probe}.triplets.${layer}`),
    );
    expect([...parts].sort()).toEqual(['encoders.Pi_h.triplets', ...decoders].sort());
  });

  test('sends messages over triplets that know of them, and every parameter learns', () => {
    const { nar, variables } = smallNar(['floyd_warshall'], config);
    const batch = batchOf('floyd_warshall', [4, 4]);
    const shown = new Map<string, { shape: readonly number[]; data: Float32Array }>();
    const look = (name: string, value: tf.Tensor) => {
      const part = /^nar\.steps\.1\.rounds\.0\.triplets\.(.*)$/.exec(name)?.[1];
      if (part) shown.set(part, { shape: value.shape, data: value.dataSync<'float32'>().slice() });
    };
    watching(look, () => nar.predict(batch));
    const F = shown.get('graph')!.shape[1];
    const at = (part: string, ...index: number[]) => {
      const { shape, data } = shown.get(part)!;
      return data[index.reduce((sum, value, axis) => sum * shape[axis] + value, 0)];
    };
    const range = [0, 1, 2, 3];
    const expected = [0, 1].flatMap((b) =>
      range.flatMap((j) =>
        range.flatMap((k) =>
          Array.from({ length: F }, (_, f) =>
            Math.max(
              ...range.map(
                (i) =>
                  at('i', b, i, f) +
                  at('j', b, j, f) +
                  at('k', b, k, f) +
                  at('ij', b, i, j, f) +
                  at('ik', b, i, k, f) +
                  at('jk', b, j, k, f) +
                  at('graph', b, f) +
                  at('ijk', b, i, j, k, f),
              ),
            ),
          ),
        ),
      ),
    );
    expectClose(shown.get('largest')!.data, expected, { relative: 1e-4, absolute: 1e-5 });
    const gradients = gradientsOf(nar, batch, variables);
    for (const [name, gradient] of gradients) {
      // What is added to all logits of a softmax changes nothing: its slope is a rounding error, or 0.
      if (name.includes('triplets') && !name.endsWith('triplets.out.bias'))
        expect(
          gradient.some((slope) => slope !== 0),
          name,
        ).toBe(true);
    }
  });

  test('answers for each sample what it answers for it alone, and leaves nothing behind', () => {
    const { nar, variables } = smallNar(['matrix_chain_order'], config);
    const batch = batchOf('matrix_chain_order', [6, 4, 5]);
    const together = nar.logits(batch).outputs['s'];
    const alone = nar.logits(batchOf('matrix_chain_order', [4], 5, 1)).outputs['s'];
    const own = tf.slice(together, [1, 0, 0, 0], [1, 4, 4, 4]);
    expectClose(own.dataSync(), alone.dataSync(), { relative: 1e-4, absolute: 1e-4 });
    expectNoLeak(() => nar.predict(batch));
    expectNoLeak(() => {
      for (const { nodes: ofNodes, edges, mask } of nar.memories(batch, 'decisions'))
        tf.dispose([ofNodes, edges, mask]);
    });
    expectNoLeak(() => gradientsOf(nar, batch, variables));
    expectNoLeak(() => {
      const loss = nar.chunkLoss(batch, halves(), { from: 1, to: 3 });
      const { value, grads } = tf.variableGrads(loss);
      tf.dispose([value, grads]);
    });
  });
});
