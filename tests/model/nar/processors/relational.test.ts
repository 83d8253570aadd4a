/** The Relational Transformer against the equations of its paper, and on its way through a batch. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import { disposeMemory } from '../../../../lib/model/memory.ts';
import { writtenOut } from '../../../../lib/model/nar/edge-features.ts';
import { type ProcessorInputs, chunksOf } from '../../../../lib/model/nar/index.ts';
import { watching } from '../../../../lib/model/watch.ts';
import { expectClose } from '../../../support/close.ts';
import { expectGradient } from '../../../support/gradient-check.ts';
import { expectNoLeak } from '../../../support/leaks.ts';
import { batchOf, gradientsOf, halves, smallConfig, smallNar } from '../small.ts';
import {
  add,
  all,
  gradientNorms,
  plainLayers,
  randomInputs,
  randomProcessor,
  relu,
  size,
  tinyConfig,
  tinyFields,
  vectorsOf,
} from './tiny.ts';

await chooseBackend();

const { width } = smallConfig;
const { headWidth, layers } = tinyFields.relational;

describe('the processor', () => {
  const { made, values, variables } = randomProcessor('relational_transformer');
  const inputs = randomInputs('relational_transformer');
  const real = tf.tensor2d([1, 1, 1, 1, 1, 1, 1, 0], [size, 4]);

  test('the equations of the paper, one number at a time', () => {
    const oracle = naive(values, inputs);
    const { nodes, edges } = made.advance(inputs);
    expectClose(nodes.dataSync(), oracle.nodes, { relative: 1e-4, absolute: 1e-5 }, 'nodes');
    expectClose(edges!.dataSync(), oracle.edges, { relative: 1e-4, absolute: 1e-5 }, 'edges');
  });

  test.each(['nodes', 'edges'] as const)('gradient of %s with regard to what it is given', (part) => {
    const f = (node: tf.Tensor, edge: tf.Tensor, graph: tf.Tensor, state: tf.Tensor, edges: tf.Tensor) =>
      made.advance({
        encoding: { node: node as tf.Tensor3D, edge: edge as tf.Tensor4D, graph: graph as tf.Tensor2D },
        hidden: state as tf.Tensor3D,
        edges: edges as tf.Tensor4D,
        padding: { real },
      })[part]!;
    const { encoding, hidden, edges } = inputs;
    const given = [encoding.node, writtenOut(encoding.edge), encoding.graph, hidden, edges!];
    expectGradient(f, given, { step: 1e-3, tolerance: 1e-2 });
  });

  test('every parameter moves nodes or edges', () => {
    const slopes = gradientNorms(() => {
      const { nodes, edges } = made.advance(inputs);
      // The normalised vectors have constant squares: their cubes do not.
      return tf.concat([tf.reshape(tf.pow(nodes, 3), [-1]), tf.reshape(tf.pow(edges!, 3), [-1])]);
    }, variables);
    expect(slopes.size).toBe(6 + layers * 34);
    for (const [name, slope] of slopes) {
      if (name.endsWith('attention.key.node.bias')) continue; // the same for all that a node asks: softmax forgets it
      expect(slope, name).toBeGreaterThan(1e-4);
    }
  });

  test('a padded node is not asked', () => {
    const shown = new Map<string, Float32Array>();
    watching(
      (name, value) => void shown.set(name, value.dataSync<'float32'>().slice()),
      () =>
        made.advance({
          ...inputs,
          padding: { real },
          show: (name, value) => void shown.set(name, value().dataSync<'float32'>().slice()),
        }),
    );
    const attention = shown.get('layers.0.attention')!;
    const heads = width / headWidth;
    expect(attention.length).toBe(size * heads * 16);
    for (let row = 0; row < attention.length / 4; row++) {
      const weights = [...attention.slice(row * 4, row * 4 + 4)];
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
      expect(weights[3] === 0).toBe(row >= heads * 4);
    }
  });

  test('a state of the edges must be given', () => {
    expect(() => made.advance({ ...inputs, edges: undefined })).toThrow(/advances a state of the edges/);
  });
});

describe('a reasoner with a state of edges', () => {
  const config = tinyConfig('relational_transformer');
  const { nar, variables } = smallNar(['insertion_sort'], config);
  const batch = batchOf('insertion_sort', [6, 4, 6]);

  test('carries it from step to step: the edges of step 1 depend on those of step 0', () => {
    const memories = nar.memories(batch, 'decoder');
    expect(nar.memoryWidths('decoder')).toEqual({ nodes: 3 * width, edges: 3 * width });
    const part = (step: number, index: number) => [
      ...tf.slice(memories[step].edges, [0, 0, 0, index * width], [1, 6, 6, width]).dataSync(),
    ];
    expect(part(0, 1).every((value) => value === 0)).toBe(true);
    for (const step of [1, 2]) expect(part(step, 1)).toEqual(part(step - 1, 2));
    expect(part(1, 2)).not.toEqual(part(0, 2));
    memories.forEach(disposeMemory);
  });

  test('TransNAR reads its edges', () => {
    const memory = nar.memory(batch);
    expect(nar.memoryWidths('hidden')).toEqual({ nodes: width, edges: width });
    expect(memory.edges.shape).toEqual([3, 6, 6, width]);
  });

  test('learns in chunks as well: their hints have the loss of the whole', () => {
    const even = batchOf('insertion_sort', [6, 6]);
    const whole = Object.entries(nar.losses(even, halves()));
    const sumOf = (stage: string) =>
      whole.filter(([part]) => part.startsWith(stage)).reduce((sum, [, loss]) => sum + loss.arraySync(), 0);
    const chunks = chunksOf(even, 1).map((chunk) =>
      tf.tidy(nar.chunkLoss(even, halves(), chunk)).arraySync(),
    );
    const total = chunks.reduce((sum, loss) => sum + loss, 0);
    expectClose([total], [5 * sumOf('hint:') + sumOf('output:')], { relative: 1e-4, absolute: 1e-5 });
  });

  test('leaves nothing behind', () => {
    expectNoLeak(() => nar.predict(batch));
    expectNoLeak(() => gradientsOf(nar, batch, variables));
    expectNoLeak(() => disposeMemory(nar.memory(batch)));
    expectNoLeak(() => nar.memories(batch, 'decoder').forEach(disposeMemory));
    expectNoLeak(() => {
      for (const chunk of chunksOf(batch, 2)) {
        const loss = nar.chunkLoss(batch, halves(), chunk);
        const { value, grads } = tf.variableGrads(loss, [...variables.values()]);
        tf.dispose([value, grads]);
      }
    });
  });
});

/** Section 3 of the paper in plain loops, float64: node i is the target of the edge (i, j), node j its source. */
function naive(values: ReadonlyMap<string, number[]>, inputs: ProcessorInputs) {
  const { linear, norm } = plainLayers(values);
  const { node, edge, graph, state, edgeState } = vectorsOf(inputs);
  const result: { nodes: number[]; edges: number[] } = { nodes: [], edges: [] };
  for (let b = 0; b < size; b++) {
    let n = all.map((i) =>
      add(linear('enter.node', [...node[b][i], ...state[b][i]]), linear('enter.node_graph', graph[b])),
    );
    let e = all.map((i) =>
      all.map((j) =>
        add(
          linear('enter.edge', [...edge[b][i][j], ...edgeState[b][i][j]]),
          linear('enter.edge_graph', graph[b]),
        ),
      ),
    );
    for (let layer = 0; layer < layers; layer++) {
      const at = (name: string) => `layers.${layer}.${name}`;
      const perceptron = (name: string, x: number[]) =>
        linear(at(`${name}.out`), relu(linear(at(`${name}.hidden`), x)));
      const both = (name: string, ofNode: number[], ofEdge: number[]) =>
        add(linear(at(`attention.${name}.node`), ofNode), linear(at(`attention.${name}.edge`), ofEdge));
      const [nodes, edges] = [n, e];
      const gathered = all.map((i) => {
        const [q, k, v] = [
          all.map((j) => both('query', nodes[i], edges[i][j])),
          all.map((j) => both('key', nodes[j], edges[i][j])),
          all.map((j) => both('value', nodes[j], edges[i][j])),
        ];
        const sum = Array<number>(width).fill(0);
        for (let head = 0; head < width / headWidth; head++) {
          const own = Array.from({ length: headWidth }, (_, h) => head * headWidth + h);
          const scores = all.map((j) =>
            Math.exp(own.reduce((dot, h) => dot + q[j][h] * k[j][h], 0) / Math.sqrt(headWidth)),
          );
          const total = scores.reduce((x, y) => x + y, 0);
          for (const j of all) for (const h of own) sum[h] += (scores[j] / total) * v[j][h];
        }
        return norm(at('attention_norm'), add(nodes[i], linear(at('attention.out'), sum)));
      });
      n = gathered.map((x) => norm(at('node_norm'), add(x, perceptron('node', x))));
      const updated = n;
      e = all.map((i) =>
        all.map((j) => {
          const inner = add(
            linear(at('message.edge'), edges[i][j]),
            linear(at('message.reverse'), edges[j][i]),
            linear(at('message.source'), updated[j]),
            linear(at('message.target'), updated[i]),
          );
          const told = norm(at('message_norm'), add(edges[i][j], linear(at('message.out'), relu(inner))));
          return norm(at('edge_norm'), add(told, perceptron('edge', told)));
        }),
      );
    }
    result.nodes.push(...n.flat());
    result.edges.push(...e.flat(2));
  }
  return result;
}
