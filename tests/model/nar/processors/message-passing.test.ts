/** The Triplet-GMPNN against the equations of the reference. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { chooseBackend } from '../../../../lib/backend/index.ts';
import { writtenOut } from '../../../../lib/model/nar/edge-features.ts';
import type { ProcessorInputs } from '../../../../lib/model/nar/index.ts';
import { expectClose } from '../../../support/close.ts';
import { expectGradient } from '../../../support/gradient-check.ts';
import { batchOf, smallConfig, smallNar } from '../small.ts';
import {
  add,
  all,
  gradientNorms,
  nodes,
  plainLayers,
  randomInputs,
  randomProcessor,
  relu,
  sigmoid,
  size,
  tinyConfig,
  vectorsOf,
} from './tiny.ts';

await chooseBackend();

const { width, tripletWidth } = smallConfig;

describe('triplet_gmpnn', () => {
  const { made, values, variables } = randomProcessor('triplet_gmpnn', {});
  const inputs = randomInputs('triplet_gmpnn');

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
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).nodes, variables)) {
      expect(norm > 0, key).toBe(!key.startsWith('triplet.'));
    }
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).edges!, variables)) {
      expect(norm > 0, key).toBe(key.startsWith('triplet.'));
    }
  });
});

/** Messages weighed by the softmax of each component. */
const softmaxOf = (messages: number[][]) =>
  messages[0].map((_, h) => {
    const weights = messages.map((message) => Math.exp(message[h]));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return messages.reduce((sum, message, i) => sum + (weights[i] / total) * message[h], 0);
  });

/** What a long short-term memory (Hochreiter and Schmidhuber 1997, with a forget gate) says after all messages, in order. */
function lstmOf(messages: number[][], values: ReadonlyMap<string, number[]>): number[] {
  const { linear } = plainLayers(values);
  let said = Array<number>(width).fill(0);
  let cell = said;
  for (const message of messages) {
    const gates = add(linear('message.lstm.input', message), linear('message.lstm.recurrent', said));
    const [take, candidate, keep, say] = [0, 1, 2, 3].map((i) => gates.slice(i * width, (i + 1) * width));
    const [opened, kept, shown] = [sigmoid(take), sigmoid(keep.map((x) => x + 1)), sigmoid(say)];
    cell = cell.map((before, h) => kept[h] * before + opened[h] * Math.tanh(candidate[h]));
    said = cell.map((value, h) => shown[h] * Math.tanh(value));
  }
  return said;
}

describe.each([
  ['softmax', softmaxOf],
  ['lstm', lstmOf],
] as const)('messages aggregated by %s', (aggregator, aggregate) => {
  const { made, values, variables } = randomProcessor('triplet_gmpnn', { aggregator });
  const inputs = randomInputs('triplet_gmpnn');
  const close = { relative: 1e-4, absolute: 1e-5 };

  test('one number at a time, those of senders that reach the node alone', () => {
    for (const reach of [inputs.reach, undefined]) {
      const given = { ...inputs, reach };
      const oracle = naive(values, given, (messages) => aggregate(messages, values));
      expectClose(made.advance(given).nodes.dataSync(), oracle.hidden, close);
    }
  });

  test('gradient with regard to what it is given, and every parameter of it moves the state', () => {
    const { encoding, hidden } = inputs;
    const f = (node: tf.Tensor, edge: tf.Tensor, state: tf.Tensor): tf.Tensor =>
      made.advance({
        ...inputs,
        encoding: { ...encoding, node: node as tf.Tensor3D, edge: edge as tf.Tensor4D },
        hidden: state as tf.Tensor3D,
      }).nodes;
    expectGradient(f, [encoding.node, writtenOut(encoding.edge), hidden], { step: 1e-2, tolerance: 1e-2 });
    for (const [key, norm] of gradientNorms(() => made.advance(inputs).nodes, variables)) {
      expect(norm > 0, key).toBe(!key.startsWith('triplet.'));
    }
  });
});

test('an LSTM hears its messages in the order of the nodes, a softmax in none', () => {
  const order = [3, 1, 0, 2];
  const messages = order.map((i) => [Math.sin(i), Math.cos(i)]);
  expectClose(softmaxOf([...messages].reverse()), softmaxOf(messages));
  const { made } = randomProcessor('triplet_gmpnn', { aggregator: 'lstm' });
  const inputs = { ...randomInputs('triplet_gmpnn'), reach: undefined };
  const places = tf.tensor1d(order, 'int32');
  const { encoding, hidden } = inputs;
  const renamed = made.advance({
    ...inputs,
    encoding: {
      node: tf.gather(encoding.node, places, 1),
      edge: tf.gather(tf.gather(writtenOut(encoding.edge), places, 1), places, 2),
      graph: encoding.graph,
    },
    hidden: tf.gather(hidden, places, 1),
  }).nodes;
  const same = tf.gather(made.advance(inputs).nodes, places, 1);
  expect(tf.max(tf.abs(tf.sub(renamed, same))).arraySync() as number).toBeGreaterThan(1e-3);
});

describe('the decay of the state', () => {
  test('gives a step a share of the state before it, and decoders the same', () => {
    const { made } = randomProcessor('gmpnn', { stateDecay: 0.75 });
    const inputs = randomInputs('gmpnn');
    expectClose(made.recall!(inputs).nodes.dataSync(), tf.mul(inputs.hidden, 0.75).dataSync());
    expect(randomProcessor('gmpnn', {}).made.recall).toBeUndefined();
    const [decayed, plain] = [{ stateDecay: 0.75 }, {}].map((fields) => {
      const { nar } = smallNar(['insertion_sort'], tinyConfig('gmpnn', fields));
      return nar.memories(batchOf('insertion_sort', [5]), 'decoder').map(({ nodes: read }) => read);
    });
    const part = (memory: tf.Tensor3D, place: number) =>
      tf.slice(memory, [0, 0, place * width], [1, 5, width]);
    expectClose(decayed[0].dataSync(), plain[0].dataSync()); // Nothing comes before the first step.
    expectClose(part(decayed[1], 1).dataSync(), tf.mul(part(decayed[0], 2), 0.75).dataSync());
  });
});

/** Section 8.3 of the reference in plain loops, float64; `aggregate` is given the messages of the senders that are heard. */
function naive(
  values: ReadonlyMap<string, number[]>,
  inputs: ProcessorInputs,
  aggregate?: (messages: number[][]) => number[],
) {
  const { linear, norm } = plainLayers(values);
  const { node, edge, graph, state } = vectorsOf(inputs);
  const mask = inputs.reach ? [...inputs.reach.dataSync()] : undefined;
  const largest = (xs: number[][]) => xs[0].map((_, i) => Math.max(...xs.map((x) => x[i])));
  const result: { hidden: number[]; triplets: number[] } = { hidden: [], triplets: [] };
  for (let b = 0; b < size; b++) {
    const z = all.map((i) => [...node[b][i], ...state[b][i]]);
    const [e, g] = [edge[b], graph[b]];
    for (const j of all) {
      const messages = all.map((i) => {
        if (mask?.[(b * nodes + i) * nodes + j] === 0) return undefined;
        const parts = [linear('message.senders', z[i]), linear('message.receivers', z[j])];
        const sum = add(...parts, linear('message.edges', e[i][j]), linear('message.graph', g));
        return linear('message.out', relu(linear('message.hidden', relu(sum))));
      });
      const heard = messages.filter((message) => message !== undefined);
      const received = (aggregate ?? largest)(heard);
      const proposed = relu(add(linear('update.self', z[j]), linear('update.received', received)));
      const after = norm('update.norm', proposed);
      const gate = sigmoid(
        linear('gate.out', relu(add(linear('gate.self', z[j]), linear('gate.received', received)))),
      );
      result.hidden.push(...state[b][j].map((before, h) => after[h] * gate[h] + before * (1 - gate[h])));
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
