import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { mapEdges, writtenOut } from '../../../lib/model/nar/edge-features.ts';
import { chooseBackend } from '../../../lib/backend/index.ts';
import {
  type ProcessorInputs,
  processor,
  processorKinds,
  processorNames,
} from '../../../lib/model/nar/index.ts';
import { Parameters } from '../../../lib/model/parameters.ts';
import { expectClose } from '../../support/close.ts';
import { expectGradient } from '../../support/gradient-check.ts';
import { randomTensor, smallConfig } from './small.ts';

await chooseBackend();

const [size, nodes, { width, tripletWidth }] = [2, 4, smallConfig];

function randomInputs(): ProcessorInputs {
  const links = tf.greater(randomTensor([size, nodes, nodes], 'reach'), 0);
  const reach = tf.logicalOr(links, tf.cast(tf.eye(nodes, nodes, [size]), 'bool'));
  return {
    encoding: {
      node: randomTensor([size, nodes, width], 'node') as tf.Tensor3D,
      edge: randomTensor([size, nodes, nodes, width], 'edge') as tf.Tensor4D,
      graph: randomTensor([size, width], 'graph') as tf.Tensor2D,
    },
    hidden: randomTensor([size, nodes, width], 'hidden') as tf.Tensor3D,
    reach: tf.cast(reach, 'float32') as tf.Tensor3D,
    wantsEdges: true,
  };
}

/** The processor of a kind with random biases, and its parameters as nested arrays. */
function randomProcessor(name: keyof typeof processorKinds) {
  const parameters = Parameters.seeded(11);
  const made = processor(parameters, { ...smallConfig, processor: name });
  for (const [parameter, variable] of parameters.entries()) {
    if (!parameter.endsWith('weight'))
      tf.tidy(() => variable.assign(randomTensor(variable.shape, parameter, 0.5)));
  }
  const values = new Map([...parameters.entries()].map(([key, variable]) => [key, [...variable.dataSync()]]));
  return { made, values, variables: parameters.entries() };
}

describe.each(processorNames)('%s', (name) => {
  test('renaming the nodes renames the result', () => {
    const { made } = randomProcessor(name);
    const order = tf.tensor1d([2, 0, 3, 1], 'int32');
    const onNodes = <T extends tf.Tensor>(x: T) => tf.gather(x, order, 1);
    const onPairs = <T extends tf.Tensor>(x: T) => tf.gather(tf.gather(x, order, 1), order, 2);
    const inputs = randomInputs();
    const { encoding, hidden, reach } = inputs;
    const renamed: ProcessorInputs = {
      encoding: {
        node: onNodes(encoding.node),
        edge: mapEdges(encoding.edge, onPairs),
        graph: encoding.graph,
      },
      hidden: onNodes(hidden),
      reach: reach && onPairs(reach),
      wantsEdges: true,
    };
    const [before, after] = [made.advance(inputs), made.advance(renamed)];
    expectClose(after.nodes.dataSync(), onNodes(before.nodes).dataSync());
    expect(before.edges !== undefined).toBe(processorKinds[name].edges !== 'none');
    if (before.edges) expectClose(after.edges!.dataSync(), onPairs(before.edges).dataSync());
  });
});

describe('triplet_gmpnn', () => {
  const { made, values, variables } = randomProcessor('triplet_gmpnn');
  const inputs = randomInputs();

  test('the equations of the reference, one number at a time', () => {
    const oracle = naive(values, inputs);
    const { nodes: hidden, edges } = made.advance(inputs);
    expectClose(hidden.dataSync(), oracle.hidden, { relative: 1e-4, absolute: 1e-5 }, 'hidden');
    expectClose(edges!.dataSync(), oracle.triplets, { relative: 1e-4, absolute: 1e-5 }, 'triplets');
    expect(made.advance({ ...inputs, wantsEdges: false }).edges).toBeUndefined();
  });

  test.each(['nodes', 'edges'] as const)('gradient of %s with regard to what it is given', (part) => {
    const { encoding, hidden } = inputs;
    const f = (node: tf.Tensor, edge: tf.Tensor, graph: tf.Tensor, state: tf.Tensor): tf.Tensor =>
      made.advance({
        ...inputs,
        encoding: { node: node as tf.Tensor3D, edge: edge as tf.Tensor4D, graph: graph as tf.Tensor2D },
        hidden: state as tf.Tensor3D,
      })[part]!;
    const given = [encoding.node, writtenOut(encoding.edge), encoding.graph, hidden];
    expectGradient(f, given, { step: 1e-3, tolerance: 1e-2 });
  });

  test('every parameter but those of the triplets moves the state, and those move the edges', () => {
    const gradientNorms = (f: () => tf.Tensor) => {
      const { grads } = tf.variableGrads(() => tf.sum(tf.square(f())).asScalar(), [...variables.values()]);
      return new Map(
        [...variables].map(([key, { name }]) => [
          key,
          name in grads ? (tf.norm(grads[name]).arraySync() as number) : 0,
        ]),
      );
    };
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).nodes)) {
      expect(norm > 0, key).toBe(!key.startsWith('triplet.'));
    }
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).edges!)) {
      expect(norm > 0, key).toBe(key.startsWith('triplet.'));
    }
  });
});

/** Section 8.3 of the reference in plain loops, float64. */
function naive(values: ReadonlyMap<string, number[]>, { encoding, hidden, reach }: ProcessorInputs) {
  const edges = writtenOut(encoding.edge);
  const [node, edge, graph, state] = [encoding.node, edges, encoding.graph, hidden].map((x) => [
    ...x.dataSync(),
  ]);
  const mask = [...reach!.dataSync()];
  const linear = (name: string, x: number[]) => {
    const [weight, bias] = [values.get(`${name}.weight`)!, values.get(`${name}.bias`)!];
    return bias.map((b, o) => x.reduce((sum, value, i) => sum + value * weight[i * bias.length + o], b));
  };
  const add = (...xs: number[][]) => xs[0].map((_, i) => xs.reduce((sum, x) => sum + x[i], 0));
  const relu = (x: number[]) => x.map((value) => Math.max(0, value));
  const largest = (xs: number[][]) => xs[0].map((_, i) => Math.max(...xs.map((x) => x[i])));
  const at = (data: number[], index: number) => data.slice(index * width, (index + 1) * width);
  const all = Array.from({ length: nodes }, (_, i) => i);
  const result: { hidden: number[]; triplets: number[] } = { hidden: [], triplets: [] };
  for (let b = 0; b < size; b++) {
    const z = all.map((i) => [...at(node, b * nodes + i), ...at(state, b * nodes + i)]);
    const e = all.map((i) => all.map((j) => at(edge, (b * nodes + i) * nodes + j)));
    const g = at(graph, b);
    for (const j of all) {
      const messages = all.map((i) => {
        if (mask[(b * nodes + i) * nodes + j] === 0) return Array<number>(width).fill(-1e6);
        const parts = [linear('message.senders', z[i]), linear('message.receivers', z[j])];
        const sum = add(...parts, linear('message.edges', e[i][j]), linear('message.graph', g));
        return linear('message.out', relu(linear('message.hidden', relu(sum))));
      });
      const received = largest(messages);
      const proposed = relu(add(linear('update.self', z[j]), linear('update.received', received)));
      const mean = proposed.reduce((sum, x) => sum + x, 0) / width;
      const variance = proposed.reduce((sum, x) => sum + (x - mean) ** 2, 0) / width;
      const [scale, offset] = [values.get('update.norm.scale')!, values.get('update.norm.offset')!];
      const opening = linear(
        'gate.out',
        relu(add(linear('gate.self', z[j]), linear('gate.received', received))),
      );
      at(state, b * nodes + j).forEach((before, h) => {
        const after = ((proposed[h] - mean) / Math.sqrt(variance + 1e-5)) * scale[h] + offset[h];
        const gate = 1 / (1 + Math.exp(-opening[h]));
        result.hidden.push(after * gate + before * (1 - gate));
      });
    }
    for (const j of all) {
      for (const k of all) {
        const triplets = all.map((i) =>
          add(
            linear('triplet.i', z[i]),
            linear('triplet.j', z[j]),
            linear('triplet.k', z[k]),
            linear('triplet.ij', e[i][j]),
            linear('triplet.ik', e[i][k]),
            linear('triplet.jk', e[j][k]),
            linear('triplet.graph', g),
          ),
        );
        expect(triplets[0].length).toBe(tripletWidth);
        result.triplets.push(...relu(linear('triplet.out', largest(triplets))));
      }
    }
  }
  return result;
}
